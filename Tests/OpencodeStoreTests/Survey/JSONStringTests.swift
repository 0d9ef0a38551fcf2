import Testing

@testable import OpencodeStore

@Suite struct JSONStringTests {
  @Test(
    "A string ends at the first quotation mark that no backslash makes a part of it",
    arguments: [
      (#"abc","#, 3), (#"","#, 0), (#"a\"b""#, 4), (#"a\\""#, 3), (#"a\\\"b""#, 6),
      (#"abc"#, nil), (#"a\""#, nil), ("", nil),
    ] as [(String, Int?)])
  func end(_ text: String, _ expected: Int?) {
    let end = Array(text.utf8).withUnsafeBytes { $0.endOfJSONString(from: 0) }
    #expect(end == expected)
  }

  @Test func aBackslashBeforeTheStringIsNotOfIt() {
    let end = Array(#"\"abc""#.utf8).withUnsafeBytes { $0.endOfJSONString(from: 1) }
    #expect(end == 1)
  }
}
