/// Lines that begin with a word that says what they are about.
struct LabelledLines {
  private static let labelWidth = 9
  private var entries: [(label: String, text: String)] = []

  /// Adds a line.
  mutating func add(_ label: String, _ text: String) {
    entries.append((label, text))
  }

  /// The lines, one below the other.
  var lines: [String] { entries.map { "  \($0.label.fitted(to: Self.labelWidth)) \($0.text)" } }

  /// All of them in one line; empty when there are none.
  var sentence: String { entries.map { "\($0.label): \($0.text)" }.joined(separator: "; ") }
}
