internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// A session put together from copies: what can be written, in opencode's order, and what cannot.
struct RebuiltSession {
  /// A message.
  struct Message {
    let id: String
    let created: Int64
    let updated: Int64
    let data: ValueFile.Extent
  }

  /// A part.
  struct Part {
    let id: String
    let message: String
    let created: Int64
    let updated: Int64
    let data: ValueFile.Extent
  }

  let row: SessionRowValues
  /// How many messages can be written.
  let messages: Int
  /// The messages and parts that stand in the database and are left as they are.
  let standing: Int
  /// The messages and parts whose ids rows of another session have.
  let taken: Int
  /// What becomes of the parts.
  let hosts: PartHosts
  private let messageBytes: Int64
  private let scratch: Connection

  /// Puts it together. The caller holds a read transaction of the database that the copies were compared with.
  ///
  /// - Parameter projects: those of the database; nil: it goes elsewhere, and any will do.
  /// - Throws: `SQLiteError`, `ArchiveError`, `Interrupted`.
  init(_ copies: Copies, _ values: ValueFile, projects: [ProjectChoice.Project]?) throws {
    scratch = copies.scratch
    row = try SessionRowValues(copies, Timeline(of: copies), values, projects: projects)
    hosts = try PartHosts(of: copies)
    let sums = try scratch.prepare(
      """
      SELECT count(*) FILTER (WHERE owner IS NULL), sum(size) FILTER (WHERE owner IS NULL),
        count(*) FILTER (WHERE owner = 1) + (SELECT count(*) FROM part WHERE owner = 1),
        count(*) FILTER (WHERE owner = 0) + (SELECT count(*) FROM part WHERE owner = 0) FROM message
      """)
    try sums.step()
    messages = Int(sums.integer(at: 0))
    messageBytes = sums.integer(at: 1)
    standing = Int(sums.integer(at: 2))
    taken = Int(sums.integer(at: 3))
  }

  /// The bytes of the `data` of all that can be written.
  var bytes: ByteCount { ByteCount(messageBytes + hosts.bytes) }

  // MARK: What can be written

  /// Calls `body` with each message by time, then by id, as opencode shows them.
  ///
  /// - Throws: `SQLiteError`, or what `body` throws.
  func forEachMessage(_ body: (Message) throws -> Void) throws {
    try scratch.prepare(
      """
      SELECT message.id, time, max(time, coalesce(ended, time)), offset, size
      FROM timeline CROSS JOIN message ON message.id = timeline.message
      WHERE owner IS NULL ORDER BY time, timeline.message
      """
    ).forEachRow { row in
      try body(
        Message(
          id: row.text(at: 0) ?? "", created: row.integer(at: 1), updated: row.integer(at: 2),
          data: row.extent(at: 3)))
    }
  }

  /// What calls a closure with each part of a message, by id.
  ///
  /// - Throws: `SQLiteError`.
  func parts() throws -> (_ message: Message, _ body: (Part) throws -> Void) throws -> Void {
    let select = try scratch.prepare(
      Self.parts(in: "part", createdWith: "?1") + " WHERE message = ?2 AND owner IS NULL ORDER BY id")
    return { message, body in
      try select.bind(message.created, at: 1)
      try select.bind(message.id, at: 2)
      try select.forEachRow { try body($0.part) }
    }
  }

  /// Calls `body` with the parts of messages that stand in the database.
  ///
  /// - Throws: `SQLiteError`, or what `body` throws.
  func forEachPartOfStanding(_ body: (Part) throws -> Void) throws {
    let hosts = "standing_host CROSS JOIN part ON part.message = standing_host.message"
    try scratch.prepare(
      Self.parts(in: hosts, createdWith: "standing_host.created")
        + " WHERE owner IS NULL ORDER BY standing_host.message, id"
    ).forEachRow { try body($0.part) }
  }

  /// A part that does not say when it was made was made when its message was.
  private static func parts(in tables: String, createdWith message: String) -> String {
    """
    SELECT id, part.message, coalesce(part.created, \(message)),
      max(coalesce(part.created, \(message)), coalesce(ended, part.created, \(message))), offset, size FROM \(tables)
    """
  }

  /// The ids of all that may have been written, one in each row.
  ///
  /// - Parameter table: `message` or `part`.
  /// - Throws: `SQLiteError`.
  func ids(in table: String) throws -> Statement {
    try scratch.prepare("SELECT id FROM \(table.quotedIdentifier) WHERE owner IS NULL")
  }
}

extension Statement {
  fileprivate var part: RebuiltSession.Part {
    RebuiltSession.Part(
      id: text(at: 0) ?? "", message: text(at: 1) ?? "", created: integer(at: 2), updated: integer(at: 3),
      data: extent(at: 4))
  }

  fileprivate func extent(at index: Int32) -> ValueFile.Extent {
    ValueFile.Extent(offset: integer(at: index), count: Int(integer(at: index + 1)))
  }
}
