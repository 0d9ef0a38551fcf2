internal import SessionArchive

/// Reads a copy of a message or a part out of an event, or the ids of what an event removes: notes what there is to
/// know, and keeps the rest, which is the row's `data`, byte for byte.
struct CopyReader: MemberVisitor {
  private let kind: EventKind
  private let session: String
  private let values: ValueFile?
  private var isEmpty = true
  private(set) var facts = CopyFacts()
  private var namesOtherSession = false

  /// A reader.
  ///
  /// - Parameter values: takes what is kept; nil: nothing is.
  init(_ kind: EventKind, of session: String, keepingIn values: ValueFile? = nil) {
    self.kind = kind
    self.session = session
    self.values = values
    values?.begin()
  }

  /// The id of the message, or part, that the event is about; nil when it does not say.
  var subject: String? {
    switch kind {
    case .message, .part: facts.id
    case .messageRemoval: facts.messageID
    case .partRemoval: facts.partID
    case .session, .fullSession, .sessionRemoval, .other, .unreadable: nil
    }
  }

  /// Whether the event, all of it read, can be used.
  var isUsable: Bool {
    subject != nil && !namesOtherSession && (kind != .part || facts.messageID != nil)
  }

  var hasEnough: Bool { subject != nil }

  /// Ends the copy; the row's `data`.
  func finish() throws -> ValueFile.Extent? {
    try values?.append(isEmpty ? "{}".utf8 : "}".utf8)
    return values?.finish()
  }

  mutating func begin(_ path: [String], rawKey: [UInt8]) throws -> Bool {
    guard let values, path.count == 2, path[0] == kind.subjectKey, !kind.columnKeys.contains(path[1]) else {
      return false
    }
    try values.append(isEmpty ? "{".utf8 : ",".utf8)
    try values.append(rawKey)
    try values.append(":".utf8)
    isEmpty = false
    return true
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws { try values?.append(bytes) }

  func end() {}

  mutating func scalar(_ path: [String], _ text: [UInt8]) {
    if path.count == 1 { return outer(path[0], text) }
    guard path[0] == kind.subjectKey else { return }
    switch path[1...].joined(separator: ".") {
    case "id": facts.id = Self.id(text)
    case "sessionID": note(session: text)
    case "messageID": facts.messageID = Self.id(text)
    case "role": facts.isUser = JSONString.decode(text) == "user"
    case "type": facts.isText = JSONString.decode(text) == "text"
    case "path.cwd": facts.directory = Self.id(text)
    case "time.created", "time.start", "state.time.start":
      facts.created = facts.created ?? JSONNumber.integer(text)
    case "time.completed", "time.end", "state.time.end":
      facts.ended = facts.ended ?? JSONNumber.integer(text)
    default: break
    }
  }

  private mutating func outer(_ key: String, _ text: [UInt8]) {
    switch key {
    case "sessionID": note(session: text)
    case "messageID" where kind != .part: facts.messageID = Self.id(text)
    case "partID": facts.partID = Self.id(text)
    case "time": facts.written = JSONNumber.integer(text)
    default: break
    }
  }

  private mutating func note(session text: [UInt8]) {
    if Self.id(text) != session { namesOtherSession = true }
  }

  /// What a string says, if it is whole and not empty.
  private static func id(_ text: [UInt8]) -> String? {
    guard text.count <= MemberWalker.longestScalar, let id = JSONString.decode(text) else { return nil }
    return id.isEmpty ? nil : id
  }
}

/// What an event says beside what is kept of it.
struct CopyFacts {
  /// The id of the copied message or part.
  var id: String?
  /// The message of a part, or the one that is removed.
  var messageID: String?
  /// The part that is removed.
  var partID: String?
  /// Whether the message is the user's.
  var isUser = false
  /// Whether the part is text.
  var isText = false
  /// The folder in which a message was written.
  var directory: String?
  /// When it began: `time.created`, `time.start`, or a tool's `state.time.start`.
  var created: Int64?
  /// When it ended: `time.completed`, `time.end`, or a tool's `state.time.end`.
  var ended: Int64?
  /// When the copy was written: the event's own `time`.
  var written: Int64?
}
