/// A number and what is counted: `1 pipeline`, `2 pipelines`.
func counted(_ count: some BinaryInteger, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
