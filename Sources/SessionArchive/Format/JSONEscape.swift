extension Array where Element == UInt8 {
  /// Appends text that stands as it is.
  mutating func append(_ text: String) {
    append(contentsOf: text.utf8)
  }

  /// Appends a JSON string.
  package mutating func append(quoted text: String) {
    append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { append(escaped: UnsafeRawBufferPointer($0)) }
    append(UInt8(ascii: "\""))
  }

  /// Appends the inside of a JSON string. The bytes must be UTF-8, in whole characters or in pieces.
  mutating func append(escaped bytes: UnsafeRawBufferPointer) {
    var index = 0
    while index < bytes.count {
      var end = bytes.endOfPlainString(from: index)
      while end < bytes.count, bytes[end] >= 0x80 { end = bytes.endOfPlainString(from: end + 1) }
      append(contentsOf: bytes[index..<end])
      if end < bytes.count { append(escape: bytes[end]) }
      index = end + 1
    }
  }

  private mutating func append(escape byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    default:
      append("\\u00")
      append(byte < 0x10 ? "0" : "1")
      append(String(byte & 0xF, radix: 16))
    }
  }
}
