internal import Glibc

extension UnsafeRawBufferPointer {
  /// Where the JSON string that goes on at an index ends, its quotation mark; nil when it does not end here.
  func endOfJSONString(from start: Int) -> Int? {
    var index = start
    while index < count, let first = baseAddress {
      guard let mark = memchr(first + index, Int32(UInt8(ascii: "\"")), count - index) else { return nil }
      let end = UnsafeRawPointer(mark) - first
      // An odd number of backslashes before it makes it part of the string.
      let backslashes = self[index..<end].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
      if backslashes % 2 == 0 { return end }
      index = end + 1
    }
    return nil
  }
}
