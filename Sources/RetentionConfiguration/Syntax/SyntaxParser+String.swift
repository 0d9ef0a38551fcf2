/// Strings and their escapes.
extension SyntaxParser {
  /// Reads the string whose opening quote stands at the index.
  mutating func string() throws(SyntaxError) -> String {
    let opening = index
    var content: [UInt8] = []
    index += 1
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        content += String(try escape()).utf8
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        let advice = "Add one; a line break in a text is \\n."
        throw error("This text has no closing quote on its line. \(advice)", at: opening)
      case 0x00..<0x20:
        let escape = byte == UInt8(ascii: "\t") ? "\\t" : "\\u" + Self.hexadecimal(UInt32(byte))
        throw error("A control character in a text must be written as \(escape).")
      default:
        content.append(byte)
        index += 1
      }
    }
    throw error("This text has no closing quote. Add one.", at: opening)
  }

  /// Reads the escape whose backslash stands at the index.
  private mutating func escape() throws(SyntaxError) -> Unicode.Scalar {
    let start = index
    index += 1
    let letter = current
    let scalar: Unicode.Scalar
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): scalar = Unicode.Scalar(bytes[index])
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(at: start)
    default:
      let found = describeCurrent()
      throw error(
        "A backslash followed by \(found) means nothing in JSON. A backslash itself is \\\\.", at: start)
    }
    index += 1
    return scalar
  }

  /// Reads `\uXXXX`, or a pair of them that make one character beyond U+FFFF.
  private mutating func unicodeEscape(at start: Int) throws(SyntaxError) -> Unicode.Scalar {
    let first = try codeUnit(at: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    let second = index
    if UTF16.isLeadSurrogate(first), bytes[second...].starts(with: "\\u".utf8) {
      index += 1
      let pair = [first, try codeUnit(at: second)]
      if UTF16.isTrailSurrogate(pair[1]) {
        return UTF16.decode(UTF16.EncodedScalar(pair))
      }
    }
    let escape = "\\u" + Self.hexadecimal(UInt32(first))
    throw error("\(escape) is half a character: a surrogate without its partner.", at: start)
  }

  /// Reads the `u` at the index and the four digits after it.
  private mutating func codeUnit(at start: Int) throws(SyntaxError) -> UInt16 {
    let digits = bytes[index...].dropFirst().prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("After \\u four hexadecimal digits must stand, such as \\u00E9.", at: start) }
    index += 5
    return unit
  }
}
