import TestSupport
import Testing

@testable import RetentionConfiguration

@Suite struct SyntaxParserPropertyTests {
  private static let sample = """
    \u{FEFF}{
      // A comment, é and 😀
      "$schema": "https://example.com/{env:NAME}/config.json",
      "experimental": { "session": { "maxSizeMB": 0.5, "keep": ["ses_1", "\\ud83d\\ude00\\n",], }, },
      /* more */ "numbers": [0, -1, 2.5e-3, 123456789012345678901, true, false, null],
      "nested": [[[[{"a": {"b": ["{file:missing}"]}}]]]],
    }

    """

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `Any bytes give a tree or an error inside the text`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<400 {
      let bytes = Self.mutation(using: &generator)
      do {
        _ = try parse(bytes)
      } catch {
        #expect(Self.isInside(error.position, bytes), "\(error) in \(bytes)")
      }
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `Any bytes survive substitution, with places in the original`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let environment = ConfigurationEnvironment(variables: ["NAME": "a\nb\"{file:x}"])
    for _ in 0..<300 {
      let bytes = Self.mutation(using: &generator)
      var substitution = Substitution(directory: "/nonexistent", environment: environment)
      do {
        let source = try SourceText(validating: bytes)
        let text = substitution.apply(to: source)
        for offset in 0...text.bytes.count {
          #expect((0...source.bytes.count).contains(text.origin(of: offset)))
        }
        _ = try SyntaxParser.parse(text, of: source)
      } catch {
        #expect(Self.isInside(error.position, bytes), "\(error) in \(bytes)")
      }
      for failure in substitution.failures {
        #expect(Self.isInside(failure.position, bytes), "\(failure) in \(bytes)")
      }
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `What is written is read again`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let json = Self.value(depth: 0, using: &generator).json
      #expect(try parse(json).value.json == json)
    }
  }

  /// The sample with a few bytes changed, added, dropped or repeated, or just noise.
  private static func mutation(using generator: inout SplitMix64) -> [UInt8] {
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

  private static func value(depth: Int, using generator: inout SplitMix64) -> SyntaxValue {
    let place = SourcePosition(line: 1, column: 1)
    func text() -> String {
      let letters = Array("a\"\\/\n\t\u{0}\u{7F}é😀\u{301} ")
      return String(
        (0..<Int.random(in: 0..<6, using: &generator)).map { _ in
          letters[Int.random(in: 0..<letters.count, using: &generator)]
        })
    }
    let count = Int.random(in: 0..<4, using: &generator)
    switch Int.random(in: 0..<(depth < 4 ? 6 : 4), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2:
      let double = Double.random(in: -1e6...1e6, using: &generator)
      return NumberLiteral("\(double)").map { .number($0) } ?? .null
    case 3: return .string(text())
    case 4:
      return .array(
        (0..<count).map { _ in
          SyntaxNode(value: value(depth: depth + 1, using: &generator), position: place)
        })
    default:
      return .object(
        (0..<count).map { _ in
          let node = SyntaxNode(value: value(depth: depth + 1, using: &generator), position: place)
          return SyntaxMember(key: text(), keyPosition: place, node: node)
        })
    }
  }

  /// Whether the place exists; the end of the text, or of a line, is a place too.
  private static func isInside(_ position: SourcePosition, _ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
    guard (1...lines.count).contains(position.line) else { return false }
    return (1...(lines[position.line - 1].count + 1)).contains(position.column)
  }
}
