internal import Glibc

/// What an event holds a full copy of, as a hash: there may be hundreds of thousands of subjects.
struct EventSubject: Hashable {
  private let hash: Int

  /// Less than this of a value always lies in the row's page, where pages have 4,096 bytes.
  private static let beginning = 384

  /// The subject of an event; nil when it is no full copy, or its beginning does not tell of what.
  ///
  /// - Parameters:
  ///   - aggregate: the column of `row` that holds the aggregate's id.
  ///   - type: the column that holds the event's type.
  ///   - data: the value, at the event's row.
  ///   - size: its length.
  /// - Throws: `SQLiteError`, `Interrupted`.
  init?(of row: Statement, aggregate: Int32, type: Int32, data: BlobHandle, size: Int) throws {
    guard let kind = row.text(at: type).flatMap({ Kind($0) }) else { return nil }
    var hasher = Hasher()
    row.withBytes(at: aggregate) { hasher.combine(bytes: $0) }
    hasher.combine(kind)
    if let key = kind.key {
      let isFound = try withUnsafeTemporaryAllocation(byteCount: Self.beginning, alignment: 1) { buffer in
        let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(size, Self.beginning)])
        try data.read(into: bytes, offset: 0)
        guard let id = Self.value(of: key, in: UnsafeRawBufferPointer(bytes)) else { return false }
        hasher.combine(bytes: id)
        return true
      }
      guard isFound else { return nil }
    }
    hash = hasher.finalize()
  }

  /// What stands between `key`, which begins with a quotation mark, and the next one.
  private static func value(of key: StaticString, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer?
  {
    let length = key.utf8CodeUnitCount
    var rest = bytes
    while let mark = quotationMark(in: rest) {
      rest = UnsafeRawBufferPointer(rebasing: rest[mark...])
      guard let start = rest.baseAddress, rest.count >= length else { return nil }
      if memcmp(start, key.utf8Start, length) == 0 {
        let value = UnsafeRawBufferPointer(rebasing: rest[length...])
        return quotationMark(in: value).map { UnsafeRawBufferPointer(rebasing: value[..<$0]) }
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[1...])
    }
    return nil
  }

  private static func quotationMark(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress,
      let mark = memchr(start, Int32(UInt8(ascii: "\"")), bytes.count)
    else { return nil }
    return UnsafeRawPointer(mark) - start
  }

  /// The events that hold full copies, by the name that opencode gives them, without its version.
  private enum Kind: String {
    case message = "message.updated"
    case part = "message.part.updated"
    case session = "session.updated"

    init?(_ type: String) {
      guard let dot = type.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
      self.init(rawValue: String(type[..<dot]))
    }

    /// Where the subject's id begins, as opencode writes JSON: without blanks. Nil: it is the aggregate itself.
    var key: StaticString? {
      switch self {
      case .message: #""id":"msg_"#
      case .part: #""id":"prt_"#
      case .session: nil
      }
    }
  }
}
