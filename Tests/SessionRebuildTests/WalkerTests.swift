import SessionArchive
import TestSupport
import Testing

@testable import SessionRebuild

/// What is read out of an event does not depend on the pieces in which it comes.
@Suite struct WalkerTests {
  /// Notes all that it is told.
  private struct Notes: MemberVisitor {
    var lines: [String] = []
    var copied: [UInt8] = []
    var hasEnough: Bool { false }

    mutating func begin(_ path: [String], rawKey: [UInt8]) -> Bool {
      lines.append("begin \(path) \(String(decoding: rawKey, as: UTF8.self))")
      return path.count == 2
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) { copied.append(contentsOf: bytes) }

    mutating func end() {
      lines.append("value \(String(decoding: copied, as: UTF8.self))")
      copied = []
    }

    mutating func scalar(_ path: [String], _ text: [UInt8]) {
      lines.append("scalar \(path) \(String(decoding: text, as: UTF8.self))")
    }
  }

  private func notes(of text: String, pieces: Int) throws -> (notes: [String], isValid: Bool) {
    var walker = MemberWalker()
    var notes = Notes()
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      try bytes[start..<min(bytes.count, start + pieces)].withUnsafeBytes { try walker.scan($0, &notes) }
    }
    return (notes.lines, walker.isComplete && !walker.isInvalid)
  }

  @Test(arguments: [
    #"{"a":{"b":[1,{"c":2},[]],"d":"x\"y\\","e":{},"f":-1.5e3,"g":null},"h":"ü🌲"}"#,
    " {\n\"a\" : { \"b\" : 12 , \"c\\u0064\":\"\\ud83c\\udf32\" } , \"z\":[ { \"a\":{ \"b\":1}}]}  ",
    #"{"a":{"b":{"c":{"d":{"e":{"f":1}}}},"g":true}}"#,
  ])
  func piecesDoNotMatter(text: String) throws {
    let whole = try notes(of: text, pieces: .max)
    #expect(whole.isValid)
    #expect(whole.notes.contains { $0.hasPrefix("value") })
    for pieces in 1...7 { #expect(try notes(of: text, pieces: pieces) == whole) }
  }

  @Test(arguments: ["", "{", "[1}", #"{"a":1} x"#, #"{"a":1}{"#, "{\"a\":\"\u{1}\"}", #"{"a":01}"#, "12"])
  func whatIsNoJSONIsNotTaken(text: String) throws {
    for pieces in [1, 2, .max] { #expect(try !notes(of: text, pieces: pieces).isValid) }
  }

  @Test func stringsSayWhatTheyMean() {
    #expect(
      JSONString.decode(Array(#""a\"\\\/\b\f\n\r\té\u00e9\ud83c\udf32""#.utf8)) == "a\"\\/\u{8}\u{C}\n\r\téé🌲"
    )
    #expect(JSONString.decode(Array(#""\ud83c""#.utf8)) == nil)
    #expect(JSONString.decode(Array("12".utf8)) == nil)
    #expect(JSONString.prefix(Array("\"ab🌲".utf8.dropLast())) == "ab")
    #expect(JSONString.prefix(Array(#""ab\ud83c\udf3"#.utf8)) == "ab")
    #expect(JSONNumber.integer(Array("1e3".utf8)) == 1_000)
    #expect(JSONNumber.integer(Array("1.5".utf8)) == nil)
    #expect(JSONNumber.real(Array("true".utf8)) == nil)
  }
}
