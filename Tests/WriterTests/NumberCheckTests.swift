import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing
import WriterTrial

/// The account of the events' numbers notices what it is there for.
@Suite struct NumberCheckTests {
  private let machine: Machine
  private let before: EventNumbers
  private let records: [WriteRecord]

  init() throws {
    machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(now: .current))
    before = try EventNumbers(of: machine.database)
    var options = WriterFleet.Options()
    options.count = 1
    let fleet = try WriterFleet(database: machine.database, folder: machine.file("."), options: options)
    try fleet.writeToOlderSessions()
    records = try fleet.stop()
  }

  private func check(after sql: String = "") throws -> NumberCheck {
    try Connection(path: machine.database, mode: .readWrite).execute(sql)
    return NumberCheck(before: before, records: records, after: try EventNumbers(of: machine.database))
  }

  /// A session to which a writer wrote and that still stands there.
  private func session() throws -> String {
    let standing = try EventNumbers(of: machine.database).aggregates
    return try #require(
      records.compactMap(\.eventNumber?.aggregate).first { standing[$0]?.sequence != nil })
  }

  @Test func whatTheWritersDidAddsUp() throws {
    #expect(try check().isSound)
    let older = Set(records.compactMap(\.eventNumber?.aggregate)).intersection(before.aggregates.keys)
    #expect(!older.isEmpty)
  }

  @Test func aSequenceThatWasSetBackIsNoticed() throws {
    let id = try session()
    let found = try check(after: "UPDATE event_sequence SET seq = seq - 1 WHERE aggregate_id = '\(id)'")
    #expect(found.displaced == [id] && found.interrupted.isEmpty && found.miscounted.isEmpty)
  }

  @Test func aNumberThatWasGivenTwiceIsNoticed() throws {
    let id = try session()
    let found = try check(
      after: """
        DROP INDEX event_aggregate_seq_idx;
        INSERT INTO event SELECT 'evt_twice', aggregate_id, seq, type, data FROM event
          WHERE aggregate_id = '\(id)' LIMIT 1
        """)
    #expect(found.miscounted == [id] && found.interrupted.isEmpty && found.displaced.isEmpty)
  }

  @Test func anEventThatIsNowhereIsNoticed() throws {
    let id = try session()
    let found = try check(after: "DELETE FROM event WHERE aggregate_id = '\(id)'")
    #expect(found.miscounted == [id] && found.interrupted.isEmpty && found.displaced.isEmpty)
  }

  @Test func aNumberThatWasPassedOverIsNoticed() throws {
    let (id, last) = ("ses_numbers", Int64(7))
    let records = [last + 1, last + 3].map { number in
      WriteRecord(
        kind: .part, began: Microseconds(0), waited: Microseconds(0), took: Microseconds(0),
        eventNumber: WriteRecord.EventNumber(aggregate: id, number: number),
        outcome: .committed(gone: [], new: []))
    }
    #expect(records.allSatisfy { WriteRecord(line: Substring($0.line.dropLast())) == $0 })
    let numbers = "INSERT OR REPLACE INTO event_sequence (aggregate_id, seq) VALUES ('\(id)', \(last))"
    try Connection(path: machine.database, mode: .readWrite).execute(numbers)
    let check = NumberCheck(
      before: try EventNumbers(of: machine.database), records: records,
      after: try EventNumbers(of: machine.database))
    #expect(check.interrupted == [id] && check.displaced == [id])
  }
}
