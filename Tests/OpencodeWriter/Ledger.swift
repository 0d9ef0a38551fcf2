import OpencodeStore
import TestSupport
import WriterTrial

/// A connection whose every write is measured and noted down, with the rows before and after it.
final class Ledger {
  let connection: Connection
  private let journal: Journal
  private let digests: RowDigests
  private var gone: [WriteRecord.Row] = []
  private var new: [WriteRecord.Row] = []
  private var eventNumber: WriteRecord.EventNumber?

  /// The session that is written to is not there.
  struct SessionIsGone: Error {}

  init(connection: Connection, journal: Journal) throws {
    self.connection = connection
    self.journal = journal
    digests = try RowDigests(connection: connection)
  }

  /// Whether the database has such a table.
  func hasTable(_ name: String) -> Bool { digests.hasTable(name) }

  /// Runs `body` in a transaction as opencode begins them. A failure is noted down, and the next write goes on.
  func write(_ kind: WriteRecord.Kind, to session: String, _ body: () throws -> Void) throws {
    gone = []
    new = []
    eventNumber = nil
    let began = Microseconds.now
    var locked = began
    let outcome: WriteRecord.Outcome
    do {
      try connection.execute("BEGIN IMMEDIATE")
      locked = .now
      try body()
      try connection.execute("COMMIT")
      outcome = .committed(gone: gone, new: new)
    } catch let error as SQLiteError {
      eventNumber = nil
      outcome = .failed(session: session, reason: "\(error.code): \(error.message)")
    } catch is SessionIsGone {
      eventNumber = nil
      outcome = .failed(session: session, reason: WriteFailure.sessionIsGone)
    }
    if connection.isInTransaction { try connection.execute("ROLLBACK") }
    let ended = Microseconds.now
    // A lock that was not to be had was waited for all the time.
    let waited = locked == began ? ended - began : locked - began
    try journal.append(
      WriteRecord(
        kind: kind, began: began, waited: waited, took: ended - began, eventNumber: eventNumber,
        outcome: outcome))
  }

  /// Runs a statement that changes rows of a table for which a condition with one parameter holds; returns how
  /// many rows it changed.
  @discardableResult
  func change(_ table: String, where condition: String, _ parameter: String, _ sql: String) throws -> Int {
    try note(table, where: condition, parameter, in: &gone)
    try connection.execute(sql)
    let changes = connection.changes
    try note(table, where: condition, parameter, in: &new)
    return changes
  }

  /// Notes which number the session's last event has taken.
  func noteNumber(of session: String) throws {
    let sql = "SELECT seq FROM event_sequence WHERE aggregate_id = \(session.quotedLiteral)"
    eventNumber = WriteRecord.EventNumber(aggregate: session, number: try connection.integer(sql))
  }

  /// Notes that a statement to come deletes these rows.
  func willDelete(_ table: String, where condition: String, _ parameter: String) throws {
    try note(table, where: condition, parameter, in: &gone)
  }

  /// The texts in the first columns of a query, a row each; NULL is an empty text.
  func texts(_ sql: String, columns: Int32 = 1) throws -> [[String]] {
    var rows: [[String]] = []
    try connection.prepare(sql).forEachRow { row in
      rows.append((0..<columns).map { row.text(at: $0) ?? "" })
    }
    return rows
  }

  private func note(
    _ table: String, where condition: String, _ parameter: String, in rows: inout [WriteRecord.Row]
  ) throws {
    rows += try digests.digests(of: table, where: condition, parameter)
      .map { WriteRecord.Row(table: table, digest: $0) }
  }
}
