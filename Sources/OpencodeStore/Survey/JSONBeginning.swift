internal import Glibc

/// The beginning of a JSON object that holds another one, as opencode writes it: without blanks.
struct JSONBeginning {
  let bytes: UnsafeRawBufferPointer

  /// The content of a string that is a member of an object which is itself a member of the outermost one; nil when it does
  /// not stand there, or not whole.
  func string(_ name: StaticString, in object: StaticString) -> UnsafeRawBufferPointer? {
    var depth = 0
    var isInObject = false
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        guard let end = bytes.endOfJSONString(from: index + 1) else { return nil }
        let text = UnsafeRawBufferPointer(rebasing: bytes[(index + 1)..<end])
        let isKey = end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: ":")
        if isKey, depth == 1 { isInObject = text.equals(object) }
        if isKey, depth == 2, isInObject, text.equals(name) { return string(at: end + 2) }
        index = end
      default: break
      }
      index += 1
    }
    return nil
  }

  private func string(at index: Int) -> UnsafeRawBufferPointer? {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\""),
      let end = bytes.endOfJSONString(from: index + 1)
    else { return nil }
    return UnsafeRawBufferPointer(rebasing: bytes[(index + 1)..<end])
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func equals(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && baseAddress.map { memcmp($0, text.utf8Start, count) == 0 } ?? false
  }
}
