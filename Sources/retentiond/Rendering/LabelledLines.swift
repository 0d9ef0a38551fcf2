/// Lines that begin with a word that says what they are about.
struct LabelledLines {
  private static let labelWidth = 9
  private(set) var lines: [String] = []

  /// Adds a line.
  mutating func add(_ label: String, _ text: String) {
    lines.append("  \(label.fitted(to: Self.labelWidth)) \(text)")
  }
}
