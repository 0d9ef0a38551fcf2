internal import Glibc

/// Bytes that are put together for one value, kept from row to row so that nothing is allocated anew.
final class PayloadBuffer {
  private var start: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 65_536) {
    self.capacity = capacity
    start = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { start.deallocate() }

  func removeAll() { count = 0 }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Makes room for so many bytes more and says where they go.
  private func room(for bytes: Int) -> UnsafeMutableRawPointer {
    if count + bytes > capacity {
      let larger = max(capacity * 2, count + bytes)
      let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
      moved.copyMemory(from: start, byteCount: count)
      start.deallocate()
      start = moved
      capacity = larger
    }
    return start + count
  }

  func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      guard let source = bytes.baseAddress else { return }
      room(for: bytes.count).copyMemory(from: source, byteCount: bytes.count)
      count += bytes.count
    }
  }

  /// Appends the first bytes of JSON text in another buffer, cut so that it stays JSON.
  func append(jsonText other: PayloadBuffer, prefix: Int) {
    let bytes = min(prefix, other.count)
    room(for: bytes).copyMemory(from: other.start, byteCount: bytes)
    count += bytes
    mendEnd(of: bytes)
  }

  /// Appends base64 of what could be random bytes: nothing a compressor could shorten below 75 %.
  func appendBase64(_ bytes: Int, _ generator: inout SampleGenerator) {
    let place = room(for: bytes + 10)
    Self.base64Alphabet.withUnsafeBytes { alphabet in
      var offset = 0
      while offset < bytes {
        var bits = generator.next()
        for digit in 0..<10 {
          place.storeBytes(of: alphabet[Int(bits & 63)], toByteOffset: offset + digit, as: UInt8.self)
          bits >>= 6
        }
        offset += 10
      }
    }
    count += bytes
  }

  /// Appends text as tools print it: words and line ends, ASCII, escaped for JSON, about as compressible
  /// as source code and logs are.
  func appendText(_ bytes: Int, _ generator: inout SampleGenerator) {
    let place = room(for: bytes + 16)
    Vocabulary.slots.withUnsafeBufferPointer { slots in
      var offset = 0
      while offset < bytes {
        var bits = generator.next()
        for _ in 0..<5 where offset < bytes {
          // The bits that two numbers share: small indices, that is, common words, come more often.
          let slot = slots[Int(bits & (bits >> 6) & 63)]
          place.storeBytes(of: slot.bytes, toByteOffset: offset, as: SIMD16<UInt8>.self)
          offset += slot.count
          bits >>= 12
        }
      }
    }
    count += bytes
    mendEnd(of: bytes)
  }

  /// A cut may have left the first half of an escape, which would swallow the closing quote.
  private func mendEnd(of bytes: Int) {
    guard bytes > 0, start.load(fromByteOffset: count - 1, as: UInt8.self) == UInt8(ascii: "\\") else {
      return
    }
    start.storeBytes(of: UInt8(ascii: " "), toByteOffset: count - 1, as: UInt8.self)
  }

  private static let base64Alphabet = [UInt8](
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
