/// Searches that look at eight bytes at once.
///
/// For a byte lane x the expression (x − n·0x01…) & ~x & 0x80… marks the lanes below n; a borrow can only
/// spoil lanes above the first one marked, and only the first is used (little-endian).
extension UnsafeRawBufferPointer {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// The first place, from `start` on, of a byte that JSON does not allow as it is within a string, or that
  /// ends it, or that is not ASCII: a quote, a backslash, a control character, a byte from 0x80 on.
  package func endOfPlainString(from start: Int) -> Int {
    end(
      from: start,
      wordMarks: { word in
        let quote = word ^ (Self.ones &* 0x22)
        let backslash = word ^ (Self.ones &* 0x5C)
        return ((quote &- Self.ones) & ~quote) | ((backslash &- Self.ones) & ~backslash)
          | ((word &- Self.ones &* 0x20) & ~word) | word
      }, isEnd: { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 || $0 >= 0x80 })
  }

  /// The first place, from `start` on, of a byte that is not ASCII.
  func endOfASCII(from start: Int) -> Int {
    end(from: start, wordMarks: { $0 }, isEnd: { $0 >= 0x80 })
  }

  @inline(__always)
  private func end(from start: Int, wordMarks: (UInt64) -> UInt64, isEnd: (UInt8) -> Bool) -> Int {
    var index = start
    while index + 8 <= count {
      let marks =
        wordMarks(UInt64(littleEndian: loadUnaligned(fromByteOffset: index, as: UInt64.self))) & Self.tops
      if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count, !isEnd(self[index]) { index += 1 }
    return index
  }
}
