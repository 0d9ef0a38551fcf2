/// Scalars of JSON, from the text of them. The text is known to be valid.
enum JSONString {
  /// What a string says; nil when the text is none, or half of a surrogate pair stands in it.
  ///
  /// - Parameter text: the string with its quotation marks.
  static func decode(_ text: [UInt8]) -> String? {
    guard text.count >= 2, text.first == quote, text.last == quote else { return nil }
    return decode(beginning: text[1..<(text.count - 1)])
  }

  /// What the beginning of a string says, as far as it is whole.
  ///
  /// - Parameter text: the string, which may be cut, with its first quotation mark.
  static func prefix(_ text: [UInt8]) -> String? {
    guard text.first == quote else { return nil }
    var rest = text.dropFirst()
    if rest.last == quote { rest.removeLast() }
    // At most eleven bytes belong to a character that was cut: two escapes of six, but for their last byte.
    for _ in 0..<12 {
      if let decoded = decode(beginning: rest) { return decoded }
      if rest.popLast() == nil { break }
    }
    return nil
  }

  private static let quote = UInt8(ascii: "\"")

  private static func decode(beginning text: ArraySlice<UInt8>) -> String? {
    guard text.contains(UInt8(ascii: "\\")) else { return String(validating: text, as: UTF8.self) }
    var units: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        units.append(byte)
        continue
      }
      guard let escape = rest.popFirst(), let scalar = scalar(escape, &rest) else { return nil }
      units.append(contentsOf: Character(scalar).utf8)
    }
    return String(validating: units, as: UTF8.self)
  }

  private static func scalar(_ escape: UInt8, _ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
    switch escape {
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let first = unit(&rest) else { return nil }
      guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
      guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"),
        let second = unit(&rest), UTF16.isTrailSurrogate(second)
      else { return nil }
      return Unicode.Scalar(0x10000 + (UInt32(first) & 0x3FF) << 10 + UInt32(second) & 0x3FF)
    default: return Unicode.Scalar(escape)
    }
  }

  private static func unit(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
    let digits = rest.prefix(4)
    rest = rest.dropFirst(4)
    return digits.count == 4 ? UInt16(String(decoding: digits, as: UTF8.self), radix: 16) : nil
  }
}

/// Numbers of JSON, from the text of them.
enum JSONNumber {
  /// A whole number; nil when the text is none, or it is too large.
  static func integer(_ text: [UInt8]) -> Int64? {
    let text = String(decoding: text, as: UTF8.self)
    return Int64(text) ?? Double(text).flatMap { Int64(exactly: $0) }
  }

  /// A number; nil when the text is none.
  static func real(_ text: [UInt8]) -> Double? {
    guard text.first.map({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }) ?? false else {
      return nil
    }
    return Double(String(decoding: text, as: UTF8.self))
  }
}
