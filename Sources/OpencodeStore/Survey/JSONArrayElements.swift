internal import Glibc

/// The elements of a JSON array as they stand in the text, which SQLite wrote: it is valid, and no blank is between them.
struct JSONArrayElements {
  private var rest: UnsafeRawBufferPointer

  /// The elements of `[…]`; none of anything else.
  init(of text: UnsafeRawBufferPointer) {
    let isArray = text.first == UInt8(ascii: "[") && text.last == UInt8(ascii: "]")
    rest =
      isArray ? UnsafeRawBufferPointer(rebasing: text[1..<(text.count - 1)]) : .init(start: nil, count: 0)
  }

  /// The next element; nil when there is none.
  mutating func next() -> UnsafeRawBufferPointer? {
    guard !rest.isEmpty else { return nil }
    let end = endOfElement()
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[min(end + 1, rest.count)...]) }
    return UnsafeRawBufferPointer(rebasing: rest[..<end])
  }

  private func endOfElement() -> Int {
    var depth = 0
    var index = 0
    while index < rest.count {
      switch rest[index] {
      case UInt8(ascii: "\""): index = endOfString(from: index + 1)
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 0: return index
      default: break
      }
      index += 1
    }
    return rest.count
  }

  /// Where the string that goes on at an index ends: its quotation mark.
  private func endOfString(from start: Int) -> Int {
    var index = start
    while index < rest.count, let first = rest.baseAddress {
      guard let mark = memchr(first + index, Int32(UInt8(ascii: "\"")), rest.count - index) else { break }
      let end = UnsafeRawPointer(mark) - first
      // An odd number of backslashes before it makes it part of the string.
      let backslashes = rest[index..<end].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
      if backslashes % 2 == 0 { return end }
      index = end + 1
    }
    return rest.count
  }
}
