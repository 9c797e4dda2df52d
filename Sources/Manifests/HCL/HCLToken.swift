/// The smallest piece of HCL that has a meaning; white space and comments are none.
struct HCLToken {
    enum Kind {
        case identifier, number
        /// A quoted text, quotes included, without and with `${` or `%{` in it.
        case quoted, quotedTemplate
        /// From `<<` to the closing marker, without and with `${` or `%{` in it.
        case heredoc, heredocTemplate
        case equal, colon, comma, dot, question, arrow, ellipsis, doubleColon, tilde
        case minus, not, star
        /// Every operator that can only stand between two operands.
        case binary
        case openBrace, closeBrace, openBracket, closeBracket, openParenthesis, closeParenthesis
        case newline, end
    }

    let kind: Kind
    let range: Range<Int>
}
