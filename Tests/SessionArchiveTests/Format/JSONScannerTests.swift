import TestSupport
import Testing

@testable import SessionArchive

/// What the scanner takes for JSON, whole and however it is cut.
@Suite struct JSONScannerTests {
  static let valid = [
    "{}", "[]", "{ }", "[\n]", #"{"a":1}"#, #"[1,2]"#, "[0]", "[-0]", "[-1.5e+10]", "[1E-2]", "[0.0]",
    "[true,false,null]", #"["\"\\\/\b\f\n\r\t\u00e9"]"#, #"["\ud83c\udf0d"]"#, #"["\ud83c"]"#, #"["é 🌲"]"#,
    #"{"a":{"b":[{}]},"c":""}"#, #"{"a":1,"a":2}"#, "[\u{7F}]".replacingQuotes, #""a string""#, "true",
    "null",
    #"[[[[[[[[]]]]]]]]"#, #"{"":""}"#, "[1 , 2\t]", #"["plain text of more than eight bytes"]"#,
    #"["seven77\"eight888\\"]"#, "[123456789012345678901234567890]", "[1e999]",
  ]
  static let invalid: [[UInt8]] =
    [
      "{", "[", "{]", "[}", "[1,]", "[,1]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", "{1:1}", "[01]",
      "[-]",
      "[1.]", "[.5]", "[1e]", "[1e+]", "[+1]", "[--1]", "[0x1]", "[NaN]", "[tru]", "[True]", "[nul l]",
      #"["\x"]"#, #"["\u12"]"#, #"["\u12g4"]"#, "[\"a\nb\"]", "[\"\u{1F}\"]", "['a']", "[1 2]", #"["a" "b"]"#,
      #"["open]"#, "/**/[]", "[1]]", "{} {}", "1", "-", "\u{FEFF}[]", "[\u{A0}]", #"{"a":1 "b":2}"#,
      #"{"a",1}"#, "]", "", " ",
    ].map { Array($0.utf8) } + [
      [0x5B, 0x22, 0xFF, 0x22, 0x5D], [0x5B, 0x22, 0xC3, 0x22, 0x5D],
      [0x5B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x5D],
      [0x5B, 0x22, 0xC0, 0x80, 0x22, 0x5D], [0x5B, 0x22, 0xF5, 0x80, 0x80, 0x80, 0x22, 0x5D],
      [0x5B, 0x22, 0x80, 0x22, 0x5D], [0x5B, 0x00, 0x5D], [0x5B, 0x22, 0x00, 0x22, 0x5D],
    ]

  @Test("Valid JSON ends where it ends, however it is cut", arguments: valid)
  func accepts(_ text: String) {
    for cut in cuts(Array(text.utf8)) { #expect(JSONScanner.accepts(cut)) }
  }

  @Test("Anything else is refused or never ends, however it is cut", arguments: invalid)
  func refuses(_ bytes: [UInt8]) {
    for cut in cuts(bytes) { #expect(!JSONScanner.accepts(cut)) }
  }

  @Test("A value ends at its last byte and leaves what follows")
  func stopsAtTheEnd() {
    var scanner = JSONScanner(maximumDepth: 8)
    let count = Array(#"{"a":[1]},"next""#.utf8).withUnsafeBytes { scanner.scan($0) }
    #expect(count == 9)
    #expect(scanner.status == .complete)
  }

  @Test("Nesting counts arrays and objects together", arguments: [1, 8, 96])
  func limitsDepth(_ depth: Int) {
    let deep = String(repeating: #"{"a":["#, count: depth) + String(repeating: "]}", count: depth)
    #expect(JSONScanner.accepts([Array(deep.utf8)], maximumDepth: 2 * depth))
    #expect(!JSONScanner.accepts([Array(deep.utf8)], maximumDepth: 2 * depth - 1))
  }

  @Test(
    "A reserved key is refused at the outermost level alone, and what could spell one too",
    arguments: [
      (#"{"id":1}"#, false), (#"{"a":1,"id":2}"#, false), (#"{"a":{"id":1}}"#, true), (#"[{"id":1}]"#, true),
      (#"{"a":"id"}"#, true), (#"{"ids":1}"#, true), (#"{"i":1}"#, true), (#"{"Id":1}"#, true),
      (#"{"\u0069d":1}"#, false), (#"{"i\u0064":1}"#, false), (#"{"a\n":1}"#, false), (#"{"a":"\n"}"#, true),
      (#"{"retentiond":1}"#, false), (#"{"retentiond2":1}"#, true), (#"{ "id" : 1}"#, false),
      (#"{"a longer key than any reserved one":1}"#, true), (#"{"":1}"#, true),
    ])
  func reservesKeys(_ text: String, _ isAccepted: Bool) {
    for cut in cuts(Array(text.utf8)) {
      #expect(JSONScanner.accepts(cut, reservedKeys: ["id", "retentiond"]) == isAccepted)
    }
  }

  @Test("Python takes and refuses the same")
  func agreesWithPython() throws {
    var generator = SplitMix64(seed: 11)
    let documents = (0..<3_000).map { _ in MutatedJSON.document(using: &generator) }
    let folder = try TemporaryFolder()
    let lines = documents.map { $0.map { String($0, radix: 16).leftPadded }.joined() }.joined(separator: "\n")
    try File.write(Array(lines.utf8), to: folder.file("documents"))
    let answers = try ToolProcess.output(["python3", "-c", Self.oracle], input: folder.file("documents"))
    #expect(answers.count == documents.count)
    #expect(Set(answers).count == 2, "both kinds must occur")
    for (document, answer) in zip(documents, answers) {
      #expect(
        JSONScanner.accepts([document]) == (answer == UInt8(ascii: "1")),
        "\(String(decoding: document, as: UTF8.self))")
    }
  }

  private static let oracle = """
    import json, sys
    def refuse(name): raise ValueError(name)
    for line in sys.stdin:
      document = bytes.fromhex(line.strip())
      try:
        json.loads(document.decode('utf-8'), parse_constant=refuse)
        sys.stdout.write('1' if document == document.strip(b' \\n\\r\\t') else '0')
      except ValueError:
        sys.stdout.write('0')
    """

  /// Whole, in single bytes, and in two at every place.
  private func cuts(_ bytes: [UInt8]) -> [[[UInt8]]] {
    [[bytes], bytes.map { [$0] }] + bytes.indices.map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
  }
}

extension JSONScanner {
  /// Whether the pieces together are one JSON value.
  static func accepts(_ pieces: [[UInt8]], maximumDepth: Int = 200, reservedKeys: [String] = []) -> Bool {
    var scanner = JSONScanner(maximumDepth: maximumDepth, reservedKeys: reservedKeys)
    for piece in pieces where piece.withUnsafeBytes({ scanner.scan($0) }) != piece.count { return false }
    return scanner.status == .complete
  }
}

/// JSON that was valid until somebody changed a few bytes, mostly.
private enum MutatedJSON {
  static func document(using generator: inout SplitMix64) -> [UInt8] {
    var bytes = Array(
      (Bool.random(using: &generator) ? "[\(value(3, &generator))]" : object(3, &generator)).utf8)
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      let place = Int.random(in: 1..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(Array(#"{}[]",:\u0e-.1 "#.utf8).randomElement(using: &generator) ?? 0, at: place)
      default: bytes.swapAt(place, Int.random(in: 1..<bytes.count, using: &generator))
      }
      if bytes.count < 2 { break }
    }
    return bytes
  }

  private static func object(_ depth: Int, _ generator: inout SplitMix64) -> String {
    let count = Int.random(in: 0...3, using: &generator)
    return "{"
      + (0..<count).map { _ in "\(string(&generator)):\(value(depth - 1, &generator))" }
      .joined(separator: ",") + "}"
  }

  private static func value(_ depth: Int, _ generator: inout SplitMix64) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &generator) {
    case 0: return ["0", "-1", "2.5", "1e3", "1E-2", "-0.0e+1", "10"].randomElement(using: &generator) ?? ""
    case 1: return ["true", "false", "null"].randomElement(using: &generator) ?? ""
    case 2, 3: return string(&generator)
    case 4: return object(depth, &generator)
    default:
      let count = Int.random(in: 0...3, using: &generator)
      return "[" + (0..<count).map { _ in value(depth - 1, &generator) }.joined(separator: " ,\n") + "]"
    }
  }

  private static func string(_ generator: inout SplitMix64) -> String {
    let pieces = ["a", "key", #"\""#, #"\\"#, #"\u00e9"#, #"\ud83c"#, "é", "🌲", " ", "plain text", "/"]
    let count = Int.random(in: 0...4, using: &generator)
    return "\"" + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\""
  }
}

extension String {
  fileprivate var leftPadded: String { count == 1 ? "0" + self : self }
  /// `[x]` with x as a string.
  fileprivate var replacingQuotes: String { "[\"" + dropFirst().dropLast() + "\"]" }
}
