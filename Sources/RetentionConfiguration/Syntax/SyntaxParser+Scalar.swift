/// Numbers and the words `true`, `false` and `null`.
extension SyntaxParser {
  /// Reads a value that is no string, array or object.
  mutating func scalar() throws(SyntaxError) -> SyntaxValue {
    guard let byte = current else { throw error("The file ends where a value should stand.") }
    switch byte {
    case UInt8(ascii: "'"):
      throw error("Text stands in double quotes (\") in JSON, not in single ones.")
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      return try number()
    case _ where Self.isWord(byte):
      return try word()
    default:
      throw error("Here a value must stand, not \(describeCurrent()).")
    }
  }

  private mutating func number() throws(SyntaxError) -> SyntaxValue {
    let start = index
    let text = take { Self.isWord($0) || "+-.".utf8.contains($0) }
    guard let literal = NumberLiteral(text) else {
      throw error(
        "\(JSONText.excerpt(text)) is not a number as JSON writes it, such as 12, -3 or 0.5.", at: start)
    }
    return .number(literal)
  }

  private mutating func word() throws(SyntaxError) -> SyntaxValue {
    let start = index
    let text = take(Self.isWord)
    switch text {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default:
      let known = EditDistance.closest(to: text, among: ["true", "false", "null"])
      let advice = known.map { "Did you mean \($0)?" } ?? "Text must stand in double quotes."
      throw error("The word \(JSONText.excerpt(text)) is not a JSON value. \(advice)", at: start)
    }
  }

  private mutating func take(_ belongs: (UInt8) -> Bool) -> String {
    let start = index
    while let byte = current, belongs(byte) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF: true
    default: false
    }
  }
}
