import TestSupport
import Testing

@testable import RetentionConfiguration

@Suite struct SyntaxParserPropertyTests {
  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `Any bytes give a tree or an error inside the text`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<400 {
      let bytes = RandomText.mutation(using: &generator)
      do {
        _ = try parse(bytes)
      } catch {
        #expect(error.position.isInside(bytes), "\(error) in \(bytes)")
      }
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `Any bytes survive substitution, with places in the original`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let environment = ConfigurationEnvironment(variables: ["NAME": "a\nb\"{file:x}"])
    for _ in 0..<300 {
      let bytes = RandomText.mutation(using: &generator)
      var substitution = Substitution(directory: "/nonexistent", environment: environment)
      do {
        let source = try SourceText(validating: bytes)
        let text = substitution.apply(to: source)
        for offset in 0...text.bytes.count {
          #expect((0...source.bytes.count).contains(text.origin(of: offset)))
        }
        _ = try SyntaxParser.parse(text, of: source)
      } catch {
        #expect(error.position.isInside(bytes), "\(error) in \(bytes)")
      }
      for failure in substitution.failures {
        #expect(failure.position.isInside(bytes), "\(failure) in \(bytes)")
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
}
