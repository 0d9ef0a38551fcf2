internal import RetentionPolicy

/// Whether opencode 2 holds what opencode 1 shows of a session, message by message: texts, reasoning, what tools were
/// given and gave back, attachments.
///
/// opencode 2's import writes the same strings with the same escapes into the row that bears the message's id, so the
/// bytes are looked for there, each in a place of its own (`packages/core/src/database/v1-migration.bun.ts`). Two
/// exceptions: what marks the place of a compaction and its summary become one row, and what opencode put into a
/// question itself becomes a row of its own. What the import gives up (messages that it cannot read, questions that are nothing but a subagent's task) has
/// no row, so that such a session is not held. Outputs that opencode 1 had cleared itself are not missed.
final class MigratedContent {
  /// The columns that have to be known.
  static let columns = [
    "message": ["id", "session_id", "time_created", "data"], "part": ["id", "message_id", "data"],
    "session_message": ["id", "session_id", "type", "time_created", "data"],
  ]

  private let connection: Connection
  private let messages: Statement
  private let summary: Statement
  private let holder: Statement
  private let injected: Statement
  private let parts: Statement
  private let members: Statement
  private let attachments: Statement
  private let messageSizes: BlobHandle
  private let partSizes: BlobHandle
  private let holderData: BlobHandle

  /// A longer part, and a longer message, is compared by its size alone: these are attachments and outputs, and neither
  /// they nor what SQLite makes of them are to be in memory.
  private static let longestPart = 1 << 20
  private static let longestHolder = 4 << 20
  /// How much the JSON around a part's content takes that the import leaves out.
  private static let wrapping = 1_024

  /// A comparison in a database of both generations with these columns.
  ///
  /// - Throws: `SQLiteError`.
  init(connection: Connection) throws {
    self.connection = connection
    messages = try connection.prepare("SELECT rowid, id, time_created FROM message WHERE session_id = ?1")
    summary = try connection.prepare(
      """
      SELECT json_extract(data, '$.parentID') FROM message WHERE rowid = ?1 AND typeof(data) = 'text'
        AND json_valid(data) AND json_extract(data, '$.summary') IS 1
      """)
    holder = try connection.prepare(
      "SELECT rowid FROM session_message WHERE id = ?1 AND session_id = ?2 AND (?3 IS NULL OR type = ?3)")
    injected = try connection.prepare(
      "SELECT time_created, rowid FROM session_message WHERE session_id = ?1 AND type = 'synthetic'")
    parts = try connection.prepare("SELECT rowid FROM part WHERE message_id = ?1")
    // Of several paths SQLite makes an array, of the members as they stand in the text. https://sqlite.org/json1.html
    members = try connection.prepare(
      """
      SELECT json_extract(data, \(PartMembers.paths)) FROM part
      WHERE rowid = ?1 AND typeof(data) = 'text' AND json_valid(data)
      """)
    attachments = try connection.prepare(
      """
      SELECT json_quote(json_extract(file.value, '$.url'))
      FROM part, json_each(part.data, '$.state.attachments') AS file WHERE part.rowid = ?1
      """)
    messageSizes = BlobHandle(connection: connection, table: "message", column: "data")
    partSizes = BlobHandle(connection: connection, table: "part", column: "data")
    holderData = BlobHandle(connection: connection, table: "session_message", column: "data")
  }

  /// Whether all of it is held; the caller holds a transaction.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  func isHeld(of session: SessionID) throws -> Bool {
    // An open handle holds a read transaction.
    defer { for handle in [messageSizes, partSizes, holderData] { handle.close() } }
    let injected = try injectedRows(of: session)
    try messages.bind(session.rawValue, at: 1)
    defer { messages.reset() }
    while try messages.step() {
      guard let id = messages.text(at: 1) else { return false }
      var rows: [RowID] = []
      var isSummary = false
      if let row = try holder(id, in: session) {
        rows = [row] + (injected[messages.integer(at: 2)] ?? [])
      } else if let row = try compaction(summarizedBy: RowID(messages.integer(at: 0)), in: session) {
        (rows, isSummary) = ([row], true)
      }
      guard !rows.isEmpty, try holds(rows, partsOf: id, isSummary: isSummary) else { return false }
    }
    return true
  }

  // MARK: Rows

  private func injectedRows(of session: SessionID) throws -> [Int64: [RowID]] {
    var rows: [Int64: [RowID]] = [:]
    try injected.bind(session.rawValue, at: 1)
    try injected.forEachRow { rows[$0.integer(at: 0), default: []].append(RowID($0.integer(at: 1))) }
    return rows
  }

  private func holder(_ id: String, in session: SessionID, type: String? = nil) throws -> RowID? {
    try holder.bind(id, at: 1)
    try holder.bind(session.rawValue, at: 2)
    if let type { try holder.bind(type, at: 3) } else { try holder.bindNull(3) }
    defer { holder.reset() }
    return try holder.step() ? RowID(holder.integer(at: 0)) : nil
  }

  /// The row of the compaction of which a message is the summary.
  private func compaction(summarizedBy message: RowID, in session: SessionID) throws -> RowID? {
    guard let size = try messageSizes.move(toRow: message.rawValue), size <= Self.longestPart else {
      return nil
    }
    try summary.bind(message.rawValue, at: 1)
    defer { summary.reset() }
    guard try summary.step(), let parent = summary.text(at: 0) else { return nil }
    return try holder(parent, in: session, type: "compaction")
  }

  // MARK: Content

  /// Whether rows of opencode 2 hold the parts of a message: what can be read byte for byte, the rest by its size.
  private func holds(_ rows: [RowID], partsOf message: String, isSummary: Bool) throws -> Bool {
    let size = try rows.reduce(0) { try $0 + (holderData.move(toRow: $1.rawValue) ?? 0) }
    var held = size <= Self.longestHolder ? HeldTexts(in: try bytes(of: rows)) : nil
    var sum = 0
    try parts.bind(message, at: 1)
    defer { parts.reset() }
    while try parts.step() {
      let part = parts.integer(at: 0)
      guard let length = try partSizes.move(toRow: part) else { return false }
      if length > Self.longestPart {
        sum += length - Self.wrapping
        continue
      }
      let isHeld = try forEachText(of: part, inSummary: isSummary) { text in
        sum += text.bytes.count
        return held?.take(text) ?? true
      }
      guard isHeld else { return false }
    }
    // What was found takes its room, too.
    return sum <= size
  }

  /// Whether `take` finds each text of a part; false for a part that is not understood.
  private func forEachText(
    of part: Int64, inSummary: Bool, _ take: (ShownText) -> Bool
  ) throws -> Bool {
    try members.bind(part, at: 1)
    defer { members.reset() }
    guard try members.step() else { return false }
    let hasAttachments = members.withBytes(at: 0) { text -> Bool? in
      let shown = PartMembers(of: text).shown(inSummary: inSummary)
      return shown.flatMap { $0.texts.allSatisfy(take) ? $0.hasAttachments : nil }
    }
    guard let hasAttachments, hasAttachments else { return hasAttachments != nil }
    try attachments.bind(part, at: 1)
    defer { attachments.reset() }
    while try attachments.step() {
      guard attachments.withBytes(at: 0, { take(ShownText(json: $0)) }) else { return false }
    }
    return true
  }

  private func bytes(of rows: [RowID]) throws -> [UInt8] {
    try rows.reduce(into: []) { bytes, row in
      guard let size = try holderData.move(toRow: row.rawValue), size > 0 else { return }
      let value = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        try holderData.read(
          into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<size]),
          offset: 0)
        count = size
      }
      bytes += value
    }
  }
}
