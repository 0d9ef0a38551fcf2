/// Base64 (RFC 4648, section 4) over bytes that come in pieces, for values that JSON cannot hold as text.
struct Base64Encoder {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private var carry: [UInt8] = []

  /// Encodes the next bytes; up to two are held back for the next piece.
  mutating func encode(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    for byte in bytes {
      carry.append(byte)
      if carry.count == 3 { emit(into: &output) }
    }
  }

  /// Encodes what was held back.
  mutating func finish(into output: inout [UInt8]) {
    guard !carry.isEmpty else { return }
    let missing = 3 - carry.count
    carry.append(contentsOf: repeatElement(0, count: missing))
    emit(into: &output)
    output.replaceSubrange(
      output.count - missing..<output.count, with: repeatElement(UInt8(ascii: "="), count: missing))
  }

  private mutating func emit(into output: inout [UInt8]) {
    let bits = UInt32(carry[0]) << 16 | UInt32(carry[1]) << 8 | UInt32(carry[2])
    for shift in [18, 12, 6, 0] as [UInt32] { output.append(Self.alphabet[Int(bits >> shift & 63)]) }
    carry.removeAll(keepingCapacity: true)
  }
}

/// The way back.
struct Base64Decoder {
  private static let values: [UInt8: UInt32] = Dictionary(
    uniqueKeysWithValues: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated()
      .map { ($1, UInt32($0)) })
  private var bits: UInt32 = 0
  private var count = 0
  private var padding = 0

  /// Decodes the next characters; false when they are no base64.
  mutating func decode(_ characters: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Bool {
    for character in characters {
      if character == UInt8(ascii: "=") {
        padding += 1
        bits <<= 6
      } else if let value = Self.values[character], padding == 0 {
        bits = bits << 6 | value
      } else {
        return false
      }
      count += 1
      if count == 4 {
        guard padding <= 2 else { return false }
        output.append(UInt8(truncatingIfNeeded: bits >> 16))
        if padding < 2 { output.append(UInt8(truncatingIfNeeded: bits >> 8)) }
        if padding < 1 { output.append(UInt8(truncatingIfNeeded: bits)) }
        (bits, count) = (0, 0)
      }
    }
    return true
  }

  /// Whether the characters ended where base64 may end.
  var isComplete: Bool { count == 0 }
}
