import TestSupport

@testable import RetentionConfiguration

/// Texts that a configuration file may hold by mistake, by accident, or by malice.
enum RandomText {
  private static let sample = """
    \u{FEFF}{
      // A comment, é and 😀
      "$schema": "https://example.com/{env:NAME}/config.json",
      "experimental": { "session": { "maxSizeMB": 0.5, "keep": ["ses_1", "\\ud83d\\ude00\\n",], }, },
      /* more */ "numbers": [0, -1, 2.5e-3, 123456789012345678901, true, false, null],
      "nested": [[[[{"a": {"b": ["{file:missing}"]}}]]]],
    }

    """

  /// The sample with a few bytes changed, added, dropped or repeated, or just noise.
  static func mutation(using generator: inout SplitMix64) -> [UInt8] {
    var bytes = Array(sample.utf8)
    if Int.random(in: 0..<10, using: &generator) == 0 {
      return (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
        UInt8.random(in: .min ... .max, using: &generator)
      }
    }
    let telling = Array("{}[]\",:/*\\u\n\r0-e.{env:NAME}{file:x}\u{FEFF}é".utf8) + [0x00, 0x80, 0xFF]
    for _ in 0...Int.random(in: 0..<6, using: &generator) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, index + Int.random(in: 0..<40, using: &generator))
      let byte = telling[Int.random(in: 0..<telling.count, using: &generator)]
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[index] = byte
      case 1: bytes.insert(byte, at: index)
      case 2: bytes.removeSubrange(index..<end)
      case 3: bytes.insert(contentsOf: bytes[index..<end], at: index)
      default: bytes.removeSubrange(end...)
      }
    }
    return bytes
  }

  /// A text of any kind.
  static func any(using generator: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8]
    switch Int.random(in: 0..<10, using: &generator) {
    case 0...2: bytes = mutation(using: &generator)
    case 3...4: bytes = tokens(using: &generator)
    case 5...6: bytes = settings(using: &generator)
    case 7: bytes = nesting(using: &generator)
    default: bytes = tokens(using: &generator, within: Array(sample.utf8))
    }
    let ends = ["\r", "\r\n", "\u{2028}", "\u{85}", "\n\r"]
    if Int.random(in: 0..<5, using: &generator) == 0, let end = ends.randomElement(using: &generator) {
      bytes = bytes.flatMap { $0 == UInt8(ascii: "\n") ? Array(end.utf8) : [$0] }
    }
    return bytes
  }

  private static let pieces: [[UInt8]] =
    [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "/", "//", "/*", "*/", "\n", " ", "\t", "null", "true",
      "fals", "0",
      "-", "-0", "1e", "1e999999999", "1.", "0x10", "9007199254740993", "18446744073709551616", "NaN", "'a'",
      "\"a\"", "\"a\":", "\"\\u", "\\ud83d", "\\ude00", "\"\\ud83d\"", "\"\\udc00\\ud800\"", "\\u0000",
      "\u{FEFF}", "\u{0}", "\u{2028}", "é", "e\u{301}", "👩‍👩‍👧‍👦", "{env:NAME}", "{env:}", "{env:",
      "{env:{env:NAME}}",
      "{env:SELF}", "{file:}", "{file:", "{file:.}", "{file:opencode.json}", "{file:{env:NAME}}",
      "{file:~/x}",
      "{file:pipe}", "{file:loop}", "{env:QUOTE}", "\"session\":", "\"experimental\":", "\"maxSizeMB\":",
      "\"keep\":",
    ].map { Array($0.utf8) } + [
      [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
    ]

  private static func tokens(using generator: inout SplitMix64, within text: [UInt8] = []) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...(text.isEmpty ? 60 : 5), using: &generator) {
      let place = Int.random(in: 0...text.count, using: &generator)
      text.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
    }
    return text
  }

  /// Settings, with values that may be anything.
  private static func settings(using generator: inout SplitMix64) -> [UInt8] {
    let names =
      [
        "maxSizeMB", "maxAgeDays", "maxSessions", "minIdleHours", "orderBy", "lowWaterPercent", "keep",
        "keepShared",
        "archive", "directory", "level", "storage", "connectionString", "session", "experimental",
        "maxSizeMb", "",
      ]
    let values =
      [
        "1", "0", "-1", "0.5", "1e400", "-1e-400", "1e18", "9223372036854775807", "99999999999999999999",
        "null", "[]",
        "{}", "\"\"", "\"created\"", "\"~/x\"", "\"/\\u0000\"", "[1, [2]]", "[\"ses_1\", \"ses_1\"]",
        "\"{env:NAME}\"", "{env:NUMBER}", "\"{file:opencode.json}\"",
      ]
    func object(_ depth: Int) -> String {
      let members = (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
        let isNested = depth < 4 && Int.random(in: 0..<3, using: &generator) == 0
        let value = isNested ? object(depth + 1) : values.randomElement(using: &generator) ?? ""
        return "\n\"\(names.randomElement(using: &generator) ?? "")\": \(value)"
      }
      return "{" + members.joined(separator: ",") + "}"
    }
    return Array(object(0).utf8)
  }

  /// Brackets within brackets, closed or not.
  private static func nesting(using generator: inout SplitMix64) -> [UInt8] {
    let depth =
      Int.random(in: 0..<20, using: &generator) == 0
      ? 100_000 : [150, 200, 201, 2_000].randomElement(using: &generator) ?? 1
    let (open, close) =
      [("[", "]"), ("{\"a\":", "}"), ("[{\"session\":", "}]")].randomElement(using: &generator) ?? ("", "")
    let isClosed = Bool.random(using: &generator)
    return Array(
      (String(repeating: open, count: depth) + (isClosed ? "1" + String(repeating: close, count: depth) : ""))
        .utf8)
  }
}

extension SourcePosition {
  /// Whether the place exists; the end of the text, or of a line, is a place too.
  func isInside(_ bytes: [UInt8]) -> Bool {
    var lineNumber = 1
    var start = 0
    for index in bytes.indices where lineNumber < line {
      // LF, CRLF and a lone CR.
      let isEnd = bytes[index] == 0x0A || bytes[index] == 0x0D && bytes[(index + 1)...].first != 0x0A
      if isEnd { (lineNumber, start) = (lineNumber + 1, index + 1) }
    }
    guard lineNumber == line else { return false }
    let text = String(decoding: bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    return (1...(text.count + 1)).contains(column)
  }
}
