internal import Glibc

/// What an event holds a full copy of, as a hash: there may be hundreds of thousands of subjects.
struct EventSubject: Hashable {
  private let hash: Int

  fileprivate init(_ hash: Int) { self.hash = hash }
}

/// What an event is to somebody who wants the newest copy of everything.
enum EventRole {
  /// A full copy, of which the newest one of its subject is wanted.
  case copy(EventSubject)
  /// Wanted in any case: it says that something was removed, or what it is a copy of is not told by its beginning, or
  /// it changes a part of what older ones say.
  case lasting
  /// Anything else.
  case other

  /// Less than this of a value always lies in the row's page, where pages have 4,096 bytes.
  private static let beginning = 384

  /// The role of an event.
  ///
  /// - Parameters:
  ///   - aggregate: the column of `row` that holds the aggregate's id.
  ///   - type: the column that holds the event's type.
  ///   - data: the value, at the event's row.
  ///   - size: its length; nil: it is neither text nor blob.
  /// - Throws: `SQLiteError`, `Interrupted`.
  init(of row: Statement, aggregate: Int32, type: Int32, data: BlobHandle, size: Int?) throws {
    guard let kind = row.text(at: type).flatMap({ EventKind($0) }) else {
      self = .other
      return
    }
    guard let size, !kind.isRemoval else {
      self = .lasting
      return
    }
    var hasher = Hasher()
    row.withBytes(at: aggregate) { hasher.combine(bytes: $0) }
    hasher.combine(kind.subject)
    let isTold = try withUnsafeTemporaryAllocation(byteCount: Self.beginning, alignment: 1) { buffer in
      let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(size, Self.beginning)])
      try data.read(into: bytes, offset: 0)
      return kind.tell(UnsafeRawBufferPointer(bytes), &hasher)
    }
    self = isTold ? .copy(EventSubject(hasher.finalize())) : .lasting
  }
}

/// The events that say something of what opencode shows, by the names that it gives them, without their versions.
private enum EventKind: String {
  case message = "message.updated"
  case part = "message.part.updated"
  case session = "session.updated"
  case newSession = "session.created"
  case messageRemoval = "message.removed"
  case partRemoval = "message.part.removed"
  case sessionRemoval = "session.deleted"

  init?(_ type: String) {
    let dot = type.utf8.lastIndex(of: UInt8(ascii: "."))
    let isVersioned = dot.map { Int(type[type.utf8.index(after: $0)...]) != nil } ?? false
    self.init(rawValue: isVersioned ? String(type[..<(dot ?? type.endIndex)]) : type)
  }

  var isRemoval: Bool { [.messageRemoval, .partRemoval, .sessionRemoval].contains(self) }

  /// What tells copies of different kinds of things apart.
  var subject: EventKind { self == .newSession ? .session : self }

  /// Whether the beginning of a value tells what it is a full copy of, which goes into a hash. JSON is expected as opencode
  /// writes it: without blanks.
  func tell(_ beginning: UnsafeRawBufferPointer, _ hasher: inout Hasher) -> Bool {
    let key: StaticString
    switch self {
    case .message: key = #""id":"msg_"#
    case .part: key = #""id":"prt_"#
    case .session, .newSession:
      // It is the aggregate itself. What holds only the members that changed has not these, which never do.
      return [#""slug":"# as StaticString, #""projectID":"#].allSatisfy { beginning.value(of: $0) != nil }
    case .messageRemoval, .partRemoval, .sessionRemoval: return false
    }
    guard let id = beginning.value(of: key) else { return false }
    hasher.combine(bytes: id)
    return true
  }
}

extension UnsafeRawBufferPointer {
  /// What stands between `key`, which begins with a quotation mark, and the next one.
  fileprivate func value(of key: StaticString) -> UnsafeRawBufferPointer? {
    let length = key.utf8CodeUnitCount
    var rest = self
    while let mark = rest.firstQuotationMark {
      rest = UnsafeRawBufferPointer(rebasing: rest[mark...])
      guard let start = rest.baseAddress, rest.count >= length else { return nil }
      if memcmp(start, key.utf8Start, length) == 0 {
        let value = UnsafeRawBufferPointer(rebasing: rest[length...])
        return value.firstQuotationMark.map { UnsafeRawBufferPointer(rebasing: value[..<$0]) }
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[1...])
    }
    return nil
  }

  private var firstQuotationMark: Int? {
    guard let start = baseAddress, let mark = memchr(start, Int32(UInt8(ascii: "\"")), count) else {
      return nil
    }
    return UnsafeRawPointer(mark) - start
  }
}
