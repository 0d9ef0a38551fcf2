/// Checks bytes that come in pieces for valid UTF-8. https://www.unicode.org/versions/Unicode16.0.0, table 3-7
struct UTF8Check {
  /// Continuation bytes still to come.
  private var missing = 0
  /// What the next continuation byte may be.
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF

  /// Whether no character is left half read.
  var isBetweenCharacters: Bool { missing == 0 }

  /// Takes the next byte; false when it makes the bytes invalid.
  mutating func take(_ byte: UInt8) -> Bool {
    if missing > 0 {
      guard allowed.contains(byte) else { return false }
      missing -= 1
      allowed = 0x80...0xBF
      return true
    }
    switch byte {
    case 0x00...0x7F: return true
    case 0xC2...0xDF: missing = 1
    case 0xE0: (missing, allowed) = (2, 0xA0...0xBF)
    case 0xED: (missing, allowed) = (2, 0x80...0x9F)
    case 0xE1...0xEF: missing = 2
    case 0xF0: (missing, allowed) = (3, 0x90...0xBF)
    case 0xF1...0xF3: missing = 3
    case 0xF4: (missing, allowed) = (3, 0x80...0x8F)
    default: return false
    }
    return true
  }

  /// Takes the next bytes; false when they make the bytes invalid.
  mutating func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < bytes.count {
      if missing == 0 {
        index = bytes.endOfASCII(from: index)
        if index == bytes.count { return true }
      }
      guard take(bytes[index]) else { return false }
      index += 1
    }
    return true
  }
}
