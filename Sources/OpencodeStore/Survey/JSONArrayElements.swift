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
      case UInt8(ascii: "\""): index = rest.endOfJSONString(from: index + 1) ?? rest.count
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 0: return index
      default: break
      }
      index += 1
    }
    return rest.count
  }
}
