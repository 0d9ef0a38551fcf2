extension String {
  /// The text as it may go to a terminal: what would move the cursor or change the colors becomes `?`.
  /// Titles and ids come from a database; nobody knows what is in them.
  var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.isPrintable ? $0 : "?" }))
  }

  /// The columns that the text takes on a terminal, East Asian and emoji characters counted double.
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// The text in exactly so many columns: filled with spaces, or cut and ended with `…`.
  func fitted(to width: Int) -> String {
    let columns = columns
    guard columns > width else { return self + String(repeating: " ", count: width - columns) }
    var kept = ""
    var taken = 0
    for character in self {
      guard taken + character.columns < width else { break }
      kept.append(character)
      taken += character.columns
    }
    return kept + "…" + String(repeating: " ", count: max(0, width - taken - 1))
  }

  /// The text at the right of so many columns.
  func rightAligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - columns)) + self
  }
}

extension Character {
  /// The columns that the character takes, judged by its first scalar: what is joined to it takes none.
  fileprivate var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    return first.isWide || unicodeScalars.contains("\u{FE0F}") ? 2 : 1
  }
}

extension Unicode.Scalar {
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    // Joiners hold emoji together; other format characters turn the direction of writing around.
    case .format: value == 0x200D
    case .control, .surrogate, .unassigned, .privateUse, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }

  /// Wide and full-width blocks. https://www.unicode.org/reports/tr11/
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: properties.isEmojiPresentation
    }
  }
}
