internal import Glibc
internal import RetentionPolicy

/// Numbers session ids, so that a scan over millions of rows compares bytes instead of making strings.
struct SessionIndex: Sendable {
  private var numbers: [SessionID: Int] = [:]
  /// Rows of one session mostly lie together: the last id seen, and its number.
  private var last: (bytes: [UInt8], number: Int?) = ([], nil)

  /// The number of an id, which is given one when it is new.
  mutating func insert(_ id: SessionID) -> Int {
    if let number = numbers[id] { return number }
    let number = numbers.count
    numbers[id] = number
    return number
  }

  /// The number of an id; nil when it is not known.
  func number(of id: SessionID) -> Int? { numbers[id] }

  /// How many ids there are.
  var count: Int { numbers.count }

  /// The number of the id in a column; nil when it is no text or not the id of a known session.
  mutating func number(in statement: Statement, at column: Int32) -> Int? {
    guard statement.storageClass(at: column) == .text else { return nil }
    return statement.withBytes(at: column) { bytes in
      if last.bytes.count == bytes.count,
        last.bytes.withUnsafeBytes({ UnsafeRawBufferPointer.areEqual($0, bytes) })
      {
        return last.number
      }
      let number = String(validating: bytes, as: UTF8.self).flatMap { numbers[SessionID($0)] }
      last = (Array(bytes), number)
      return number
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether two stretches of the same length hold the same bytes.
  fileprivate static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard let first = left.baseAddress, let second = right.baseAddress else { return left.isEmpty }
    return memcmp(first, second, left.count) == 0
  }
}
