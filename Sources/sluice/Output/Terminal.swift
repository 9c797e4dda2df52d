import Foundation
import Glibc

/// What standard output can show.
struct Terminal: Sendable, Hashable {
    /// Cells in a line; nil where output goes to a file or a pipe.
    var width: Int?
    var hasColour: Bool

    init(width: Int?, hasColour: Bool) {
        self.width = width
        self.hasColour = hasColour
    }

    /// Colours only on a terminal, and not where `NO_COLOR` is set (no-color.org) or the terminal is dumb.
    static var standardOutput: Terminal {
        guard isatty(STDOUT_FILENO) == 1 else { return Terminal(width: nil, hasColour: false) }
        let environment = ProcessInfo.processInfo.environment
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(
            width: isKnown ? Int(size.ws_col) : 80,
            hasColour: environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb")
    }

    func styled(_ text: String, _ style: Style?) -> String {
        guard hasColour, let style, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}

/// ECMA-48's SGR parameters.
enum Style: String, Sendable, Hashable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case magenta = "35"
    case cyan = "36"
}
