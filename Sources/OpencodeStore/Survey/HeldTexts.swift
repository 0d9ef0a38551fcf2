internal import CLinux

/// The JSON values that opencode 2 has of a message. Each text of opencode 1 takes a place of its own among them.
struct HeldTexts {
  private let bytes: [UInt8]
  /// Where the last text that was found in its turn ends: the next one is looked for from here on first, so that a message
  /// of many parts is gone through once.
  private var turn = 0
  /// Where the texts that were found begin.
  private var taken: Set<Int> = []

  /// What the import puts between texts that become one: two line breaks, as JSON has them.
  private static let between = Array(#"\n\n"#.utf8)

  /// The values in some rows' JSON.
  init(in bytes: [UInt8]) { self.bytes = bytes }

  /// Whether a text stands there in a place that no other has taken; takes it.
  mutating func take(_ text: ShownText) -> Bool {
    if text.bytes.isEmpty { return true }
    if let place = place(of: text, from: turn, before: bytes.count) {
      turn = place + text.bytes.count
      taken.insert(place)
      return true
    }
    guard let place = place(of: text, from: 0, before: turn) else { return false }
    taken.insert(place)
    return true
  }

  private func place(of text: ShownText, from start: Int, before end: Int) -> Int? {
    let length = text.bytes.count
    return bytes.withUnsafeBytes { own in
      var start = start
      while start + length <= end, let first = own.baseAddress, let wanted = text.bytes.baseAddress {
        guard let found = memmem(first + start, end - start, wanted, length) else { return nil }
        let place = UnsafeRawPointer(found) - first
        let range = place..<(place + length)
        if !taken.contains(place), text.isString ? isString(range) : isValue(range) { return place }
        start = place + 1
      }
      return nil
    }
  }

  /// Whether what stands in a range is a value, and not a part of one.
  private func isValue(_ range: Range<Int>) -> Bool {
    [UInt8(ascii: ":"), UInt8(ascii: "[")].contains(bytes[..<range.lowerBound].last)
      && Self.isEnd(bytes[range.upperBound...].first)
  }

  /// Whether what stands in a range is a string's content, or a text that became a part of one, and not a part of
  /// another text, nor a key.
  private func isString(_ range: Range<Int>) -> Bool {
    let before = bytes[..<range.lowerBound]
    let after = bytes[range.upperBound...]
    let begins =
      before.last == UInt8(ascii: "\"")
      && [UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: ",")].contains(before.dropLast().last)
      || before.suffix(4).elementsEqual(Self.between)
    let ends =
      after.first == UInt8(ascii: "\"") && Self.isEnd(after.dropFirst().first)
      || after.prefix(4).elementsEqual(Self.between)
    return begins && ends
  }

  private static func isEnd(_ byte: UInt8?) -> Bool {
    [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains(byte)
  }
}
