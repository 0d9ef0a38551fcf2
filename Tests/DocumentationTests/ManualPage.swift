/// A page of the manual, as the lines of its source. https://man7.org/linux/man-pages/man7/man.7.html
struct ManualPage {
  private let lines: [Substring]

  /// Reads a page of the package.
  init(_ name: String) throws {
    lines = try Readme.read("Units/Manual/\(name)").split(separator: "\n")
  }

  /// What the page is called: the word before `-` in its section NAME, its section, and those of its title.
  var title: [String] {
    lines.first { $0.hasPrefix(".TH ") }.map {
      $0.split(separator: " ").dropFirst().prefix(2).map(String.init)
    } ?? []
  }

  /// The tags of a section's paragraphs (`.TP`), without fonts and escapes; several in one tag apart.
  func tags(in section: String) -> [String] {
    let lines = self.lines(of: section)
    return zip(lines, lines.dropFirst()).flatMap { line, tag in
      line == ".TP" ? Self.plain(tag).split(separator: ",").map { String(Self.firstWord($0)) } : []
    }
  }

  /// The headings below a section (`.SS`).
  func subsections(of section: String) -> [String] {
    lines(of: section).filter { $0.hasPrefix(".SS ") }.map { String($0.dropFirst(4)) }
  }

  /// Every long option in a section, wherever it stands in a line.
  func longOptions(in section: String) -> Set<String> {
    Set(
      lines(of: section).flatMap { line in
        line.replacing(#"\-"#, with: "-").matches(of: /--[a-z][a-z-]*/).map { String($0.output) }
      })
  }

  private func lines(of section: String) -> ArraySlice<Substring> {
    guard let start = lines.firstIndex(of: ".SH \(section)") else { return [] }
    let rest = lines[lines.index(after: start)...]
    return rest.prefix { !$0.hasPrefix(".SH ") }
  }

  private static func plain(_ tag: Substring) -> String {
    String(tag.drop { $0 != " " }).replacing(#"\-"#, with: "-").replacing(#"\~"#, with: " ")
      .replacing(" ,", with: ",")
  }

  private static func firstWord(_ text: Substring) -> Substring {
    text.split(separator: " ").first ?? ""
  }
}
