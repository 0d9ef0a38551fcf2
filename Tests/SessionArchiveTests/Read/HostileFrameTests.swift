import TestSupport
import Testing

@testable import SessionArchive

/// Frames that nobody who means well would write: a few bytes that ask for gigabytes, or for a deep stack.
@Suite struct HostileFrameTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Up to where an id is read.
  private static let beforeID = #"{"info":{},"messages":[],"retentiond":{"format":1,"id":"#
  /// Up to where rows are read.
  private static let beforeRows =
    beforeID + #""a","root":"a","parent":null,"generation":"v1","title":null,"directory":"","database":"","#
    + #""timeCreated":1,"timeActive":1,"timeArchived":1,"rows":{"#
  private static let after = #"},"references":{},"files":{},"counts":{},"digest":""}}"#

  /// Contents, and a few words of what is said to them; they are too long to be shown as arguments.
  private static let contents = [
    (#"{"info":"# + String(repeating: "[", count: 1_000_000), "invalid JSON"),
    (#"{"info":"# + String(repeating: #"{"a":"#, count: 100_000), "invalid JSON"),
    (#"{"info":{},"messages":[{"retentiond":{"message":{"# + columns(40_000), "too many columns"),
    (beforeID + "\"" + String(repeating: "a", count: 17 << 20) + "\"", "a name without an end"),
    (beforeRows + "\"" + String(repeating: "a", count: 17 << 20) + "\":[]", "a name without an end"),
    (beforeRows + #""t":[{"n":99999999999999999999}]"# + after, "99999999999999999999"),
    (beforeRows + #""t":[{"n":-9223372036854775809}]"# + after, "-9223372036854775809"),
    (beforeRows + #""t":[{"n":"# + String(repeating: "1", count: 10_000), "a number without an end"),
    (beforeRows + #""t":[{"n":{"real":"one"}}]"# + after, "a real that is none"),
    (beforeRows + #""t":[{"n":{"blob":"A==="}}]"# + after, "base64"),
    (beforeRows + #""t":[{"n":{"blob":"AAAAA"}}]"# + after, "base64"),
    (beforeRows + #""t":[{"n":{"lob":1}}]"# + after, "unknown form"),
    (beforeRows + #""t":[{"n":"\ud800"}]"# + after, "something else"),
    (beforeRows + #""t":[{"\#(String(repeating: "n", count: 1 << 20))":1}]"# + after, "do not add up"),
    (#"{"info":{},"messages":[],"retentiond":{"format":2"#, "format 2"),
    ("", "the end"),
  ]

  @Test("Content that is not ours is refused at its place", arguments: contents.indices)
  func content(_ number: Int) throws {
    let (content, why) = Self.contents[number]
    let file = try FileHandle.create(folder.file("frame"))
    let frames = try FrameWriter(file: file, level: 3)
    try frames.write(Array(content.utf8))
    try frames.endFrame()
    _ = try frames.finish()
    try expectDamage(why)
  }

  @Test("A window of more than 32 MB is refused, not allocated", arguments: UInt8(16)...21)
  func window(_ exponent: UInt8) throws {
    // Magic number, no content size, the window, one last raw block without content. RFC 8878, section 3.1.1
    try File.write([0x28, 0xB5, 0x2F, 0xFD, 0x00, exponent << 3, 0x01, 0x00, 0x00], to: folder.file("frame"))
    try expectDamage("memory")
  }

  @Test("Gigabytes out of a few bytes stop where a name may end")
  func bomb() throws {
    try File.write(Self.bomb(after: Self.beforeID + "\"", blocks: 16_384), to: folder.file("frame"))
    try expectDamage("a name without an end")
  }

  @Test("A frame that holds more than was written is refused as soon as that is known")
  func longerThanWritten() throws {
    try File.write(Self.bomb(after: #"{"info":{"a":""#, blocks: 16_384), to: folder.file("frame"))
    let file = try FileHandle.open(folder.file("frame"))
    let reader = try FrameReader(file: file, offset: 0, mostPlain: 1_000_000)
    expectDamage("it holds more than was written") { _ = try ElementReader(frame: reader).read() }
  }

  @Test("A catalog is made without keeping anything for each row")
  func scan() throws {
    let file = try FileHandle.create(folder.file("frame"))
    let frames = try FrameWriter(file: file, level: 3)
    let rows = String(repeating: "{},", count: 99_999) + "{}"
    try frames.write(Array((Self.beforeRows + #""t":["# + rows + "]" + Self.after).utf8))
    try frames.endFrame()
    _ = try frames.finish()
    try expectDamage("do not add up", keepsFingerprints: false)
    let sink = DigestSink(keepsFingerprints: false)
    sink.begin(.row(table: "t"))
    sink.end()
    #expect(sink.counts == ["t": 1] && sink.fingerprints.isEmpty)
  }

  private static func columns(_ count: Int) -> String {
    (0..<count).map { "\"\($0)\":1," }.joined()
  }

  /// A frame of some text and then blocks of 128 KB of the letter a, four bytes each.
  private static func bomb(after text: String, blocks: Int) -> [UInt8] {
    // A window of 256 KB: exponent 8.
    var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 8 << 3] + block(type: 0, size: text.utf8.count)
    bytes += text.utf8
    for _ in 0..<blocks { bytes += block(type: 1, size: 128 << 10) + [UInt8(ascii: "a")] }
    return bytes
  }

  /// The header of a block: its size, type, and that it is not the last. RFC 8878, section 3.1.1.2
  private static func block(type: Int, size: Int) -> [UInt8] {
    let bits = size << 3 | type << 1
    return [UInt8(bits & 0xFF), UInt8(bits >> 8 & 0xFF), UInt8(bits >> 16 & 0xFF)]
  }

  private func expectDamage(_ why: String, keepsFingerprints: Bool = true) throws {
    let frame = try FrameReader(file: try FileHandle.open(folder.file("frame")), offset: 0)
    expectDamage(why) { _ = try ElementReader(frame: frame, keepsFingerprints: keepsFingerprints).read() }
  }

  private func expectDamage(_ why: String, _ body: () throws -> Void) {
    do {
      try body()
      Issue.record("nothing was noticed")
    } catch ArchiveError.damaged(_, _, let found) {
      #expect(found.contains(why), "\(found)")
    } catch {
      Issue.record(error)
    }
  }
}
