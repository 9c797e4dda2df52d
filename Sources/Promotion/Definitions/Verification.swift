package import Foundation
package import Manifests

/// What is tested of a release once it is live: only what has passed every one is verified, and flows on.
package struct Verification: Sendable, Hashable {
    package var name: String
    package var kind: Kind
    /// Seconds between two measurements.
    package var interval: TimeInterval
    /// How many measurements decide; at least 1. One that came to nothing does not count, and is made again.
    package var count: Int
    /// How many of them may fail; fewer than `count`.
    package var allowedFailures: Int
    /// Seconds from when the release was seen live to the first measurement.
    package var delay: TimeInterval
    /// Seconds from when the release was seen live until it must be decided.
    package var deadline: TimeInterval

    package enum Kind: Sendable, Hashable {
        case http(HTTPVerification)
        case prometheus(PrometheusVerification)
        case command(CommandVerification)
        /// Nothing is measured: so many seconds pass.
        case wait(TimeInterval)

        /// As the configuration names it.
        package var word: String {
            switch self {
            case .http: "http"
            case .prometheus: "prometheus"
            case .command: "command"
            case .wait: "wait"
            }
        }
    }

    /// Without a `deadline` it is twice as long as the measurements take, and ten minutes.
    package init(
        name: String, _ kind: Kind, interval: TimeInterval = 10, count: Int = 1, allowedFailures: Int = 0,
        delay: TimeInterval = 0, deadline: TimeInterval? = nil
    ) {
        self.name = name
        self.kind = kind
        self.interval = interval
        self.count = count
        self.allowedFailures = allowedFailures
        self.delay = delay
        self.deadline = 0
        self.deadline = deadline ?? firstAfter + 2 * interval * Double(count) + 600
    }

    /// Seconds from when the release was seen live to the first measurement: what is looked at lies whole after that.
    package var firstAfter: TimeInterval {
        guard case .prometheus(let query) = kind else { return delay }
        return max(delay, query.over ?? 0)
    }

    /// Seconds that its measurements take where each comes to something.
    package var shortest: TimeInterval {
        if case .wait(let seconds) = kind { return seconds }
        return firstAfter + interval * Double(count - 1)
    }

    /// Tells it from every other one, in every run of the program: results count for exactly what they are of.
    package var fingerprint: String {
        let numbers = [interval, Double(count), Double(allowedFailures), delay, deadline].map { "\($0)" }
        return stableHash(["verification", name, kind.word] + numbers + kind.words)
    }
}

/// An answer over HTTP.
package struct HTTPVerification: Sendable, Hashable {
    package var url: Template
    /// The statuses that pass; empty for every 2xx.
    package var statuses: [Int]
    /// What the answer, which is JSON then, must hold; all of it.
    package var expectations: [JSONExpectation]
    /// Sent as a bearer's token.
    package var token: Secret?
    package var caFile: String?
    /// Seconds until the call is given up.
    package var deadline: TimeInterval

    package init(
        url: Template, statuses: [Int] = [], expectations: [JSONExpectation] = [], token: Secret? = nil,
        caFile: String? = nil, deadline: TimeInterval = 10
    ) {
        self.url = url
        self.statuses = statuses
        self.expectations = expectations
        self.token = token
        self.caFile = caFile
        self.deadline = deadline
    }
}

/// A place in a JSON answer, and the values of which it must hold one.
package struct JSONExpectation: Sendable, Hashable {
    package var path: Selector
    package var values: [Template]

    package init(path: Selector, values: [Template]) {
        self.path = path
        self.values = values
    }
}

/// The value of a query in PromQL.
package struct PrometheusVerification: Sendable, Hashable {
    /// The server, without `/api/v1`.
    package var url: String
    /// What is written for `${…}` is escaped for the inside of a string.
    package var query: Template
    package var threshold: Threshold
    /// Seconds back from the measurement in which every value must be within the threshold; nil looks at one moment.
    package var over: TimeInterval?
    package var token: Secret?
    package var caFile: String?
    /// Seconds until the call is given up.
    package var deadline: TimeInterval

    package init(
        url: String, query: Template, threshold: Threshold, over: TimeInterval? = nil, token: Secret? = nil,
        caFile: String? = nil, deadline: TimeInterval = 30
    ) {
        self.url = url
        self.query = query
        self.threshold = threshold
        self.over = over
        self.token = token
        self.caFile = caFile
        self.deadline = deadline
    }
}

/// What a number is held against: `< 0.01`.
package struct Threshold: Sendable, Hashable, CustomStringConvertible {
    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "=="
        case unequal = "!="
    }

    package var comparison: Comparison
    package var bound: Double

    package init(_ comparison: Comparison, _ bound: Double) {
        self.comparison = comparison
        self.bound = bound
    }

    /// Reads what `description` writes, blanks or none between; nil for anything else, and for no finite number.
    package init?(_ text: String) {
        let known = Comparison.allCases.filter { text.hasPrefix($0.rawValue) }.max {
            $0.rawValue.count < $1.rawValue.count
        }
        guard let comparison = known,
            let bound = Double(text.dropFirst(comparison.rawValue.count).drop { $0 == " " }), bound.isFinite
        else { return nil }
        self.init(comparison, bound)
    }

    package func holds(_ value: Double) -> Bool {
        switch comparison {
        case .less: value < bound
        case .lessOrEqual: value <= bound
        case .greater: value > bound
        case .greaterOrEqual: value >= bound
        case .equal: value == bound
        case .unequal: value != bound
        }
    }

    package var description: String { "\(comparison.rawValue) \(bound.plain)" }
}

extension Double {
    /// Without the `.0` of a whole number.
    package var plain: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : "\(self)" }
}

/// A program; exit status 0 passes. Run directly, never through a shell.
package struct CommandVerification: Sendable, Hashable {
    package var arguments: [String]
    /// Seconds until it is killed, which fails the measurement.
    package var deadline: TimeInterval

    package init(arguments: [String], deadline: TimeInterval = 60) {
        self.arguments = arguments
        self.deadline = deadline
    }
}

extension Verification.Kind {
    fileprivate var words: [String] {
        switch self {
        case .http(let http):
            [http.url.text, "\(http.statuses)", http.token?.description ?? "", http.caFile ?? "", "\(http.deadline)"]
                + http.expectations.flatMap { [$0.path.description, "\($0.values.count)"] + $0.values.map(\.text) }
        case .prometheus(let query):
            [
                query.url, query.query.text, query.threshold.description, "\(query.over ?? 0)",
                query.token?.description ?? "", query.caFile ?? "", "\(query.deadline)",
            ]
        case .command(let command): command.arguments + ["\(command.deadline)"]
        case .wait(let seconds): ["\(seconds)"]
        }
    }
}

/// What happens when a release that has landed is not proven live and verified.
package enum FailureRule: String, Sendable, Hashable, CaseIterable {
    /// The stage is held.
    case hold
    /// The release that was verified last is promoted back, and the stage is held.
    case rollback
}
