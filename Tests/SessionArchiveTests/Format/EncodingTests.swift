import OpencodeStore
import TestSupport
import Testing

@testable import SessionArchive

/// The encodings of single values, at every cut.
@Suite struct EncodingTests {
  @Test("Base64 comes back from every cut, and is what RFC 4648 says")
  func base64() {
    var generator = SplitMix64(seed: 3)
    for count in 0...40 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let whole = encoded([bytes])
      for cut in bytes.indices { #expect(encoded([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole) }
      for cut in 0...whole.count {
        #expect(decoded([Array(whole[..<cut]), Array(whole[cut...])]) == bytes)
      }
    }
    let vectors = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "foobar": "Zm9vYmFy",
    ]
    for (plain, text) in vectors { #expect(encoded([Array(plain.utf8)]) == Array(text.utf8)) }
  }

  @Test(
    "What is no base64 is refused",
    arguments: [
      "A", "AB", "ABC", "A===", "====", "AB=C", "AA==AA==", "AAA==", "A A=", "AAA\n", "AA-_", "Ä==",
    ])
  func refusesOtherThanBase64(_ text: String) {
    #expect(decoded([Array(text.utf8)]) == nil)
  }

  @Test("Valid UTF-8 is what the standard library says, at every cut")
  func utf8() {
    var generator = SplitMix64(seed: 5)
    let leads: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF,
    ]
    for _ in 0..<4_000 {
      let count = Int.random(in: 1...12, using: &generator)
      let bytes = (0..<count).map { index in
        index % 2 == 0 || Bool.random(using: &generator)
          ? leads.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0x80...0xBF, using: &generator)
      }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      for cut in bytes.indices { #expect(isUTF8([Array(bytes[..<cut]), Array(bytes[cut...])]) == isValid) }
    }
  }

  @Test("Every scalar passes as UTF-8 and comes back from a JSON string")
  func scalars() throws {
    let text = String(
      String.UnicodeScalarView(
        stride(from: UInt32(0), to: 0x11_0000, by: 97).compactMap(Unicode.Scalar.init)
          + (UInt8.min...UInt8.max).map { Unicode.Scalar($0) }))
    #expect(isUTF8([Array(text.utf8)]))
    var json: [UInt8] = []
    json.append(quoted: text)
    #expect(JSONScanner.accepts([json]))
    #expect(try readBack(json) == Array(text.utf8))
  }

  @Test("A JSON string comes back from every cut of what goes in")
  func escapes() throws {
    let text = Array("a\"b\\c\n\r\t\u{0}\u{1F}\u{7F}é🌲 plain plain plain\u{8}".utf8)
    for cut in text.indices {
      var json: [UInt8] = [UInt8(ascii: "\"")]
      text[..<cut].withUnsafeBytes { json.append(escaped: $0) }
      text[cut...].withUnsafeBytes { json.append(escaped: $0) }
      json.append(UInt8(ascii: "\""))
      #expect(JSONScanner.accepts([json]))
      #expect(try readBack(json) == text)
    }
  }

  @Test("A real is written so that it comes back bit for bit and is no integer")
  func reals() {
    var generator = SplitMix64(seed: 9)
    let special: [Double] = [
      0, -0.0, 1, -1, 1e15, 1e16, 123_456_789, 1e308, -1e308, .greatestFiniteMagnitude,
      .leastNonzeroMagnitude,
      .leastNormalMagnitude, 9_007_199_254_740_992, 0.1, 1e-5, 1e-4, .infinity, -.infinity,
    ]
    let random = (0..<2_000).map { _ in Double(bitPattern: generator.next()) }.filter { !$0.isNaN }
    for value in special + random {
      let text = ValueWriter.real(value)
      if value.isFinite {
        #expect(Double(text)?.bitPattern == value.bitPattern)
        #expect(Int64(text) == nil)
        #expect(JSONScanner.accepts([Array("[\(text)]".utf8)]))
      } else {
        #expect(text == "{\"real\":\"\(value)\"}")
        #expect(Double("\(value)") == value)
      }
    }
  }

  @Test(
    "Each value stands in the form that brings it back",
    arguments: [
      ("", ValueForm.string), ("{}", .json), ("[]", .json), (" {}", .string), ("{} ", .string),
      ("null", .string),
      ("12", .string), ("{", .string), (#"{"id":1}"#, .json), ("\u{0}", .string), ("é", .string),
      (String(repeating: "[", count: 96) + String(repeating: "]", count: 96), .json),
      (String(repeating: "[", count: 97) + String(repeating: "]", count: 97), .string),
    ])
  func forms(_ text: String, _ form: ValueForm) throws {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      let row = PiecesView(.text, [Array(bytes[..<cut]), Array(bytes[cut...])])
      #expect(try ValueForm(of: row, at: 0) == form)
    }
    #expect(try ValueForm(of: PiecesView(.blob, [bytes]), at: 0) == .blob)
    #expect(try ValueForm(of: PiecesView(.text, [bytes, [0xFF]]), at: 0) == .encodedText)
    #expect(try ValueForm(of: PiecesView(.text, [bytes, [0xC3]]), at: 0) == .encodedText)
  }

  // MARK: Helpers

  private func encoded(_ pieces: [[UInt8]]) -> [UInt8] {
    var encoder = Base64Encoder()
    var output: [UInt8] = []
    for piece in pieces { piece.withUnsafeBytes { encoder.encode($0, into: &output) } }
    encoder.finish(into: &output)
    return output
  }

  private func decoded(_ pieces: [[UInt8]]) -> [UInt8]? {
    var decoder = Base64Decoder()
    var output: [UInt8] = []
    for piece in pieces where !piece.withUnsafeBytes({ decoder.decode($0, into: &output) }) { return nil }
    return decoder.isComplete ? output : nil
  }

  private func isUTF8(_ pieces: [[UInt8]]) -> Bool {
    var check = UTF8Check()
    for piece in pieces where !piece.withUnsafeBytes({ check.take($0) }) { return false }
    return check.isBetweenCharacters
  }

  /// Writes JSON into a frame and reads the string in it.
  private func readBack(_ json: [UInt8]) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let frames = try FrameWriter(file: try FileHandle.create(folder.file("frame")), level: 1)
    try frames.write(json)
    try frames.endFrame()
    _ = try frames.finish()
    let cursor = JSONCursor(
      frame: try FrameReader(file: try FileHandle.open(folder.file("frame")), offset: 0))
    var bytes: [UInt8] = []
    try cursor.string { bytes.append(contentsOf: $0) }
    try cursor.expectEnd()
    return bytes
  }
}

/// A row of one value that comes in given pieces; as the protocol has it, only an empty value has an empty one.
struct PiecesView: RowView {
  private let storage: StorageClass
  private let pieces: [[UInt8]]

  init(_ storage: StorageClass, _ pieces: [[UInt8]]) {
    self.storage = storage
    let filled = pieces.filter { !$0.isEmpty }
    self.pieces = filled.isEmpty ? [[]] : filled
  }

  func storageClass(at column: Int) -> StorageClass { storage }
  func integer(at column: Int) -> Int64 { 0 }
  func real(at column: Int) -> Double { 0 }
  func byteCount(at column: Int) -> Int { pieces.reduce(0) { $0 + $1.count } }
  func forEachPiece(at column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    for piece in pieces { try piece.withUnsafeBytes { try body($0) } }
  }
}
