import Manifests
import Promotion

/// The gates that an environment has and that a stage may add to.
struct GatesDraft: Sendable {
    var approvalRules: [Located<RuleDraft>]
    var preventSelfApproval: Bool
    var promotionWindows: [PromotionWindow]
    var freezePeriods: [FreezePeriod]

    var protection: Protection {
        Protection(
            approvalRules: approvalRules.map(\.value.rule), preventSelfApproval: preventSelfApproval,
            promotionWindows: promotionWindows, freezePeriods: freezePeriods)
    }
}

/// An approval rule as it was written.
struct RuleDraft: Sendable {
    var name: String
    var approvers: [Located<Principal>]
    var requiredApprovals: Int

    var rule: ApprovalRule {
        ApprovalRule(name: name, approvers: approvers.map(\.value), requiredApprovals: requiredApprovals)
    }
}

/// The keys that `protection` and stages share.
enum GateFields {
    static let approvalRules = optional(
        "approvalRules", list(of: approvalRule.located), orEmpty: "Who must agree. Every rule must be met.")
    static let preventSelfApproval = optional(
        "preventSelfApproval", boolean, default: "false",
        "Neither who asked for a promotion nor a known author of its source revision may approve it. An author is known by their "
            + "name, their e-mail address, or the part of it before the `@`.")
    static let promotionWindows = optional(
        "promotionWindows", list(of: promotionWindow),
        orEmpty: "When promotions are sent: inside one of them, or at any time without.")
    static let freezePeriods = optional("freezePeriods", list(of: freezePeriod), orEmpty: "When nothing is sent.")
}

private let approvalRule: Value<RuleDraft> = mapping(
    "an approval rule",
    required("name", name(of: "an approval rule", example: "release-managers"), "What people see."),
    required("approvers", list(of: principal.located, atLeast: 1), "Users, and groups as `group:` and their name."),
    optional("requiredApprovals", wholeNumber(1...100), default: "1", "How many different people of them must agree.")
) { RuleDraft(name: $0, approvers: $1, requiredApprovals: $2) }

private let promotionWindow: Value<PromotionWindow> = mapping(
    "a promotion window",
    optional("days", weekdays, default: "Mon-Sun", "The days on which it starts: `Mon-Fri`, `Mon,Wed` or full names."),
    required("from", wallTime, "When it starts; the minute belongs to it."),
    required(
        "until", wallTime,
        "When it ends; the minute does not belong to it. One that is not after `from` is on the next day."),
    required("timeZone", timeZone, "The zone of the times, by its name in the IANA database.")
) { PromotionWindow(days: $0, from: $1, until: $2, timeZone: $3) }
.map { window, node, decoding in
    if window.from.hour == 24, let from = node["from"] {
        decoding.refuse(from, "a window cannot start at 24:00; write 00:00 and the next day")
    }
    return window
}

private let freezePeriod: Value<FreezePeriod> = mapping(
    "a freeze period",
    required("from", wallDateTime, "When it starts; a day alone stands for its first minute."),
    required(
        "until", wallDateTime, "When it ends: the first moment after it, so that a day alone is not frozen any more."),
    required("timeZone", timeZone, "The zone of the dates, by its name in the IANA database."),
    optional("reason", anyText("a reason", example: "Year-end freeze"), "What people see.")
) { FreezePeriod(from: $0, until: $1, timeZone: $2, reason: $3) }
.map { freeze, node, decoding in
    if !freeze.from.isBefore(freeze.until), let until = node["until"] {
        decoding.refuse(until, "the freeze ends before it starts; `until` must be after `from`")
    }
    return freeze
}

extension WallDateTime {
    fileprivate func isBefore(_ other: WallDateTime) -> Bool {
        (year, month, day, time.hour, time.minute) < (
            other.year, other.month, other.day, other.time.hour, other.time.minute
        )
    }
}
