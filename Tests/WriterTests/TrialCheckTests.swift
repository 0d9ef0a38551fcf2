import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing
import WriterTrial

/// The account of rows notices what it is there for.
@Suite struct TrialCheckTests {
  private let machine: Machine
  private let original: DatabaseDigest
  private let records: [WriteRecord]

  init() throws {
    machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(now: .current))
    original = try DatabaseDigest(of: machine.database)
    var options = WriterFleet.Options()
    options.count = 2
    records = try WriterFleet(database: machine.database, folder: machine.file("."), options: options).stop()
  }

  private func check(after sql: String) throws -> TrialCheck {
    try Connection(path: machine.database, mode: .readWrite).execute(sql)
    return try TrialCheck(
      original: original, records: records, database: machine.database,
      archived: DatabaseDigest(tables: [:]), evicted: [])
  }

  @Test func whatTheWritersDidAddsUp() throws {
    #expect(records.contains { if case .committed(_, let new) = $0.outcome { !new.isEmpty } else { false } })
    #expect(try check(after: "").isSound)
  }

  @Test func aLostRowIsNoticed() throws {
    let sql = "DELETE FROM session WHERE id = (SELECT min(id) FROM session WHERE id GLOB 'ses_writer*')"
    #expect(try check(after: sql).lost["session"] == 1)
  }

  @Test func aLostChangeIsNoticed() throws {
    let sql = "UPDATE session SET time_updated = 1 WHERE id GLOB 'ses_writer*'"
    let found = try check(after: sql)
    #expect(found.lost["session"] == found.ghosts["session"])
    #expect(found.lost["session"] != nil)
  }

  @Test func aRowThatNobodyWroteIsNoticed() throws {
    let sql = "INSERT INTO event_sequence (aggregate_id, seq) VALUES ('ses_ghost', 1)"
    #expect(try check(after: sql).ghosts == ["event_sequence": 1])
  }

  @Test func aFailureThatNoEvictionExplainsIsNoticed() throws {
    let record = WriteRecord(
      kind: .part, began: Microseconds(0), waited: Microseconds(0), took: Microseconds(0),
      outcome: .failed(session: "ses_1", reason: "FOREIGN KEY constraint failed"))
    #expect(WriteRecord(line: Substring(record.line.dropLast())) == record)
    for (evicted, failures) in [([], [record]), (["ses_1"], [])] as [(Set<String>, [WriteRecord])] {
      let check = try TrialCheck(
        original: original, records: records + [record], database: machine.database,
        archived: DatabaseDigest(tables: [:]), evicted: evicted)
      #expect(check.failures == failures)
    }
  }
}
