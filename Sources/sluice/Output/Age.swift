import Foundation

/// How long ago something was, in one unit: `40s`, `12m`, `5h`, `3d`.
func age(of date: Date, at now: Date) -> String {
    let seconds = max(0, Int(now.timeIntervalSince(date)))
    return switch seconds {
    case ..<60: "\(seconds)s"
    case ..<3600: "\(seconds / 60)m"
    case ..<86_400: "\(seconds / 3600)h"
    default: "\(seconds / 86_400)d"
    }
}

/// A moment to the second, in UTC: `2026-11-24 12:04:05`.
func stamp(_ date: Date) -> String {
    String(Date.ISO8601FormatStyle().format(date).replacing("T", with: " ").dropLast())
}
