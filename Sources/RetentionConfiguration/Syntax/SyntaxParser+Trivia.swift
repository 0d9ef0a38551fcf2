/// What stands between tokens.
extension SyntaxParser {
  /// Skips white space and comments.
  mutating func skipTrivia() throws(SyntaxError) {
    while let byte = current {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): index += 1
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(SyntaxError) {
    let opening = index
    switch index + 1 < bytes.count ? bytes[index + 1] : nil {
    case UInt8(ascii: "/"):
      while let byte = current, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { index += 1 }
    case UInt8(ascii: "*"):
      index += 2
      while !bytes[index...].starts(with: "*/".utf8) {
        guard index < bytes.count else {
          throw error("This comment is never closed. Add a “*/”.", at: opening)
        }
        index += 1
      }
      index += 2
    default:
      throw error("A single “/” means nothing in JSON. A comment begins with “//” or “/*”.")
    }
  }
}
