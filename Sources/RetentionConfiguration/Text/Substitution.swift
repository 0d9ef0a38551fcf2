/// Replaces `{env:NAME}` and `{file:path}` in the raw text, as opencode does before it parses a file.
///
/// First the variables, then the files, so that a variable may stand in a path. What begins with `//` on
/// its line is left alone; a placeholder in any other comment is not.
struct Substitution {
  /// A placeholder whose file could not be read.
  struct Failure: Hashable {
    /// Where the placeholder stands in the file.
    let position: SourcePosition
    /// What is wrong and what to do.
    let message: String
  }

  /// The folder that relative paths start from.
  let directory: String
  /// Variables and the home folder.
  let environment: ConfigurationEnvironment
  private(set) var failures: [Failure] = []
  /// The files that placeholders name, there or not.
  private(set) var files: Set<String> = []

  /// Replaces relative to `directory`.
  init(directory: String, environment: ConfigurationEnvironment) {
    self.directory = directory
    self.environment = environment
  }

  /// The text with every placeholder replaced; one whose file failed is replaced by nothing.
  mutating func apply(to source: SourceText) -> SubstitutedText {
    let text = SubstitutedText(source)
    let withVariables = text.replacing(
      placeholders("{env:", in: text.bytes).map { placeholder in
        // Raw: a number, or several keys, may come out of a variable.
        SubstitutedText.Replacement(
          range: placeholder.range, bytes: Array((environment[placeholder.argument] ?? "").utf8))
      })
    var cursor = PositionCursor(bytes: source.bytes)
    var replacements: [SubstitutedText.Replacement] = []
    for placeholder in placeholders("{file:", in: withVariables.bytes) {
      let origin = withVariables.origin(of: placeholder.range.lowerBound)
      let content = content(ofFile: placeholder.argument, at: cursor.position(at: origin))
      replacements.append(SubstitutedText.Replacement(range: placeholder.range, bytes: content))
    }
    return withVariables.replacing(replacements)
  }

  /// The file's text, trimmed and escaped for the inside of a JSON string.
  private mutating func content(ofFile name: String, at position: SourcePosition) -> [UInt8] {
    guard let expanded = environment.expandingTilde(name) else {
      fail(name, at: position, because: "the home folder is not known. Set HOME, or write the whole path.")
      return []
    }
    let path = expanded.hasPrefix("/") ? expanded : FilePath.join(directory, expanded)
    files.insert(path)
    do {
      // Bytes that are no UTF-8 become U+FFFD, as in opencode: the text is likely none of our business.
      let text = String(decoding: try FileReader.read(path), as: UTF8.self)
      return Array(JSONText.escaped(Self.trimmed(text)).utf8)
    } catch {
      let advice = "Correct the path, or remove the placeholder."
      fail(name, at: position, because: "\(JSONText.escaped(path)) \(error.sentence). \(advice)")
      return []
    }
  }

  private mutating func fail(_ name: String, at position: SourcePosition, because reason: String) {
    let placeholder = "{file:\(JSONText.escaped(name))}"
    failures.append(
      Failure(position: position, message: "The placeholder \(placeholder) cannot be replaced: \(reason)"))
  }

  /// Without the white space that ECMAScript's `String.prototype.trim` removes.
  private static func trimmed(_ text: String) -> String {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "\t"..."\r", "\u{FEFF}", "\u{2028}", "\u{2029}": true
      default: scalar.properties.generalCategory == .spaceSeparator
      }
    }
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// Every `<opening>argument}` outside `//` lines; the argument is not empty.
  private func placeholders(
    _ opening: String, in bytes: [UInt8]
  ) -> [(range: Range<Int>, argument: String)] {
    let opening = Array(opening.utf8)
    var found: [(range: Range<Int>, argument: String)] = []
    var lineStart = 0
    // Looked at once a line: before many placeholders there may be much white space.
    var comment: (lineStart: Int, start: Int?) = (0, commentStart(in: bytes, from: 0))
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\n") { lineStart = index + 1 }
      guard bytes[index] == opening[0], bytes[index...].starts(with: opening) else {
        index += 1
        continue
      }
      let start = index + opening.count
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "}")) else { break }
      index += 1
      if comment.lineStart != lineStart { comment = (lineStart, commentStart(in: bytes, from: lineStart)) }
      guard end > start, comment.start.map({ $0 + 2 > index - 1 }) ?? true else { continue }
      found.append(((index - 1)..<(end + 1), String(decoding: bytes[start..<end], as: UTF8.self)))
      if let newline = bytes[start..<end].lastIndex(of: UInt8(ascii: "\n")) { lineStart = newline + 1 }
      index = end + 1
    }
    return found
  }

  /// Where the `//` of a line stands that is a comment as a whole; nil when it is none.
  private func commentStart(in bytes: [UInt8], from lineStart: Int) -> Int? {
    let rest = bytes[lineStart...].drop { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
    return rest.starts(with: "//".utf8) ? rest.startIndex : nil
  }
}
