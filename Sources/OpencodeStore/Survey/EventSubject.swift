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
    let json = JSONBeginning(bytes: beginning)
    switch self {
    case .message, .part:
      let (object, prefix): (StaticString, StaticString) =
        self == .message ? ("info", "msg_") : ("part", "prt_")
      guard let id = json.string("id", in: object), id.starts(with: prefix) else { return false }
      hasher.combine(bytes: id)
      return true
    case .session, .newSession:
      // It is the aggregate itself. What holds only the members that changed has not these, which never do.
      return json.string("slug", in: "info") != nil && json.string("projectID", in: "info") != nil
    case .messageRemoval, .partRemoval, .sessionRemoval: return false
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func starts(with prefix: StaticString) -> Bool {
    count >= prefix.utf8CodeUnitCount
      && baseAddress.map { memcmp($0, prefix.utf8Start, prefix.utf8CodeUnitCount) == 0 } ?? false
  }
}
