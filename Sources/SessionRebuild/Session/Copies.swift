internal import OpencodeStore
internal import SessionArchive

/// The newest copies that a session's events hold. Those of messages and parts stand in the scratch database, with the
/// place of the row's `data` in the file of values.
final class Copies {
  var session = SessionState()
  /// The number of the event that says that the session was deleted, if no copy is newer.
  var deletion: Int64?
  /// The messages and parts that were removed after their newest copies.
  var removed = 0
  /// Events whose contents could not be read, as far as they were read.
  var unreadable = 0
  /// Messages and parts of which an older copy was taken, as the newest could not be read.
  var olderTaken = 0

  /// The database that they stand in.
  let scratch: Connection
  /// Whose the rows are that have their ids already; nil: there are none where the session is to go.
  let owners: RowOwners?
  private let messages: Statement
  private let parts: Statement
  private let removals: Statement

  /// In `owner` stands whose row has the id already: 1 the session's, 0 another's; NULL: there is none.
  private static let schema = """
    CREATE TABLE message (
      id TEXT PRIMARY KEY, sequence INTEGER, created INTEGER, ended INTEGER, is_user INTEGER, directory TEXT,
      owner INTEGER, offset INTEGER, size INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX message_sequence ON message (sequence);
    CREATE TABLE part (
      message TEXT, id TEXT, sequence INTEGER, created INTEGER, ended INTEGER, is_text INTEGER,
      owner INTEGER, offset INTEGER, size INTEGER, PRIMARY KEY (message, id)
    ) WITHOUT ROWID;
    CREATE TABLE removal (message TEXT PRIMARY KEY, sequence INTEGER) WITHOUT ROWID;
    """

  /// No copies yet.
  ///
  /// - Throws: `SQLiteError`.
  init(in scratch: Connection, owners: RowOwners?) throws {
    self.scratch = scratch
    self.owners = owners
    try scratch.execute(Self.schema)
    messages = try scratch.prepare("INSERT INTO message VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
    parts = try scratch.prepare("INSERT INTO part VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
    removals = try scratch.prepare("INSERT INTO removal VALUES (?1, ?2)")
  }

  /// Takes a copy of a message or a part.
  ///
  /// - Throws: `SQLiteError`.
  func add(_ event: EventIndex.Event, _ facts: CopyFacts, _ data: ValueFile.Extent) throws {
    guard let id = facts.id else { return }
    if event.kind == .message {
      try messages.bind(id, at: 1)
      try messages.bind(event.sequence, at: 2)
      try messages.bind(ifAny: facts.created, at: 3)
      try messages.bind(ifAny: facts.ended, at: 4)
      try messages.bind(Int64(facts.isUser ? 1 : 0), at: 5)
      try messages.bind(ifAny: facts.directory, at: 6)
      try insert(messages, owner: owners?.isOwn(message: id), data)
    } else if let message = facts.messageID {
      try parts.bind(message, at: 1)
      try parts.bind(id, at: 2)
      try parts.bind(event.sequence, at: 3)
      try parts.bind(ifAny: facts.created ?? facts.written, at: 4)
      try parts.bind(ifAny: facts.ended.map { max($0, facts.written ?? $0) } ?? facts.written, at: 5)
      try parts.bind(Int64(facts.isText ? 1 : 0), at: 6)
      try insert(parts, owner: owners?.isOwn(part: id), data)
    }
  }

  private func insert(_ statement: Statement, owner: Bool?, _ data: ValueFile.Extent) throws {
    try statement.bind(ifAny: owner.map { $0 ? 1 : 0 }, at: 7)
    try statement.bind(data.offset, at: 8)
    try statement.bind(Int64(data.count), at: 9)
    try statement.run()
  }

  /// Notes that a message was removed.
  ///
  /// - Parameter sequence: the number of the event that says so.
  /// - Throws: `SQLiteError`.
  func add(removalOf message: String, sequence: Int64) throws {
    try removals.bind(message, at: 1)
    try removals.bind(sequence, at: 2)
    try removals.run()
  }

  /// Forgets parts that went with their messages.
  ///
  /// - Throws: `SQLiteError`.
  func dropPartsOfRemovedMessages() throws {
    let delete = try scratch.prepare("DELETE FROM part WHERE message = ?1 AND sequence < ?2")
    try scratch.prepare("SELECT message, sequence FROM removal").forEachRow { removal in
      try removal.withBytes(at: 0) { try delete.bind(text: $0, at: 1) }
      try delete.bind(removal.integer(at: 1), at: 2)
      try delete.run()
      removed += scratch.changes
    }
  }

  /// Whether there is any of a message.
  ///
  /// - Throws: `SQLiteError`.
  func hasMessages() throws -> Bool { try scratch.integer("SELECT EXISTS (SELECT 1 FROM message)") == 1 }
}
