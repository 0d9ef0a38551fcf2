/// Emphasis, where the terminal shows it. https://man7.org/linux/man-pages/man4/console_codes.4.html
struct Style: Hashable, Sendable {
  /// Whether there is any.
  let isColored: Bool

  /// No emphasis.
  static let plain = Style(isColored: false)

  /// What stands out: a heading.
  func bold(_ text: String) -> String { wrap(text, "1") }
  /// What stands back: the head of a table.
  func dim(_ text: String) -> String { wrap(text, "2") }
  /// An error.
  func red(_ text: String) -> String { wrap(text, "31") }
  /// A warning.
  func yellow(_ text: String) -> String { wrap(text, "33") }

  private func wrap(_ text: String, _ code: String) -> String {
    isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
