import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@Suite struct EventCensusTests {
  private let folder: TemporaryFolder
  private let connection: Connection

  init() throws {
    folder = try TemporaryFolder()
    let path = folder.file("opencode.db")
    _ = try SampleDatabase.make(at: path, options: .init(shape: .events, targetSize: .mebibytes(2)))
    connection = try Connection(path: path, mode: .readWrite)
  }

  private func count() throws -> EventUsage? {
    try EventCensus(connection: connection, schema: SchemaReader(connection: connection).read()).count()
  }

  /// Puts in events of a session, their data filled up to the same length, in this order.
  private func replaceEvents(by events: [(number: Int, type: String, data: String)]) throws {
    try connection.execute("DELETE FROM event")
    let insert = try connection.prepare(
      """
      INSERT INTO event (id, aggregate_id, seq, type, data)
      SELECT 'evt_' || ?1, min(aggregate_id), ?1, ?2, ?3 FROM event_sequence
      """)
    for event in events {
      let filler = String(repeating: " ", count: 1_000 - event.data.utf8.count)
      try insert.bind(Int64(event.number), at: 1)
      try insert.bind(event.type, at: 2)
      try insert.bind(event.data + filler, at: 3)
      try insert.forEachRow { _ in }
    }
  }

  private static func part(_ id: String, after: String = "") -> String {
    #"{"sessionID":"ses_1","part":{\#(after)"id":"\#(id)","messageID":"msg_1"}}"#
  }
  private static let message = #"{"sessionID":"ses_1","info":{"id":"msg_1","role":"user"}}"#
  private static let session =
    #"{"sessionID":"ses_1","info":{"id":"ses_1","slug":"quiet-harbor","projectID":"global"}}"#

  @Test(
    "Every copy but the newest of the same subject is replaced",
    arguments: [
      ([], 0),
      ([(1, "message.part.updated.1", part("prt_1"))], 0),
      ([(1, "message.part.updated.1", part("prt_1")), (2, "message.part.updated.1", part("prt_1"))], 1),
      ([(1, "message.part.updated.1", part("prt_1")), (2, "message.part.updated.1", part("prt_2"))], 0),
      // A message has the same place in its event as a session has.
      ([(1, "message.updated.1", message), (2, "message.updated.1", message)], 1),
      (
        [
          (1, "session.created.1", session), (2, "session.updated.1", session),
          (3, "session.updated", session),
        ],
        2
      ),
      // What has not the members that never change is no full copy of a session.
      ([(1, "session.updated.1", session), (2, "session.updated.1", #"{"info":{"title":"Other"}}"#)], 0),
      ([(1, "message.updated.1", message), (2, "session.updated.1", session)], 0),
      // Other events hold no copy, and what is no JSON or begins otherwise is not known to be one.
      ([(1, "session.deleted.1", session), (2, "session.deleted.1", session)], 0),
      ([(1, "message", message), (2, "message", message)], 0),
      ([(1, "message.updated.1", "no JSON"), (2, "message.updated.1", #"{"id":"msg_1"#)], 0),
    ] as [([(Int, String, String)], Int)])
  func counts(_ events: [(Int, String, String)], _ replaced: Int) throws {
    try replaceEvents(by: events)
    let usage = try #require(try count())
    #expect(usage.count == events.count)
    #expect(usage.replacedBytes.bytes * Int64(max(1, events.count)) == usage.bytes.bytes * Int64(replaced))
    #expect(events.isEmpty || usage.bytes > ByteCount(Int64(1_000 * events.count)))
  }

  @Test(
    "The newest copies are found, and what may be one of them counts as one",
    arguments: [
      ([(1, "message.updated.1", message), (2, "message.updated.1", message)], [2]),
      (
        [(1, "message.updated", message), (2, "message.updated.2", message), (3, "todo.updated.1", "{}")], [2]
      ),
      ([(1, "message.updated.1", message), (2, "message.removed.1", #"{"messageID":"msg_1"}"#)], [1, 2]),
      ([(1, "message.part.updated.1", part("prt_1")), (2, "message.part.removed.1", "{}")], [1, 2]),
      (
        [
          (1, "session.created.1", session), (2, "session.updated.1", session),
          (3, "session.updated.1", "{}"),
        ],
        [2, 3]
      ),
      // An id within it is not its own.
      (
        [
          (1, "message.part.updated.1", part("prt_1")),
          (2, "message.part.updated.1", part("prt_2", after: #""state":{"metadata":[{"id":"prt_1"}]},"#)),
          (3, "message.part.updated.1", part("prt_2")),
        ], [1, 3]
      ),
      // The id stands too late, is none of opencode's, or is written with a blank before it.
      (
        [1, 2].map {
          (
            $0, "message.part.updated.1",
            part("prt_1", after: #""text":"\#(String(repeating: "x", count: 400))","#)
          )
        }, [1, 2]
      ),
      ([1, 2].map { ($0, "message.part.updated.1", part("part-1")) }, [1, 2]),
      ([1, 2].map { ($0, "message.updated.1", #"{"info": {"id": "msg_1"}}"#) }, [1, 2]),
      ([1, 2].map { ($0, "message.updated.1", "no JSON") }, [1, 2]),
    ] as [([(Int, String, String)], Set<Int>)])
  func newest(_ events: [(Int, String, String)], _ newest: Set<Int>) throws {
    try replaceEvents(by: events)
    let schema = try SchemaReader(connection: connection).read()
    var session = ""
    var numbers: [RowID: Int] = [:]
    try connection.prepare("SELECT rowid, seq, aggregate_id FROM event").forEachRow { row in
      numbers[RowID(row.integer(at: 0))] = Int(row.integer(at: 1))
      session = row.text(at: 2) ?? ""
    }
    let rows = try EventCensus(connection: connection, schema: schema).newestRows(of: SessionID(session))
    #expect(Set(rows.compactMap { numbers[$0] }) == newest)
  }

  @Test("Which copy is the newest its number says, and not its place in the table")
  func order() throws {
    try replaceEvents(by: [(7, "message.part.updated.1", Self.part("prt_1"))])
    let small = try #require(try count()).bytes
    try connection.execute(
      """
      INSERT INTO event (id, aggregate_id, seq, type, data)
      SELECT 'evt_older', aggregate_id, 3, type, data || '\(String(repeating: " ", count: 40_000))' FROM event
      """)
    let usage = try #require(try count())
    #expect(usage.replacedBytes + small == usage.bytes)
  }

  @Test("Of the usual events most bytes are copies that newer ones replace")
  func sample() throws {
    let usage = try #require(try count())
    #expect(usage.replacedBytes > usage.bytes.share(percent: 50) && usage.replacedBytes < usage.bytes)
  }

  @Test("Values that are no text are counted, and without a table of events there is nothing to count")
  func oddValues() throws {
    try replaceEvents(by: [(1, "message.updated.1", Self.message), (2, "message.updated.1", Self.message)])
    try connection.execute("UPDATE event SET data = CAST(data AS BLOB) WHERE seq = 1")
    #expect(try count()?.replacedBytes ?? .zero > .zero)
    try connection.execute("UPDATE event SET data = 12 WHERE seq = 1")
    #expect(try count()?.replacedBytes == .zero)
    #expect(try count()?.count == 2)
    try connection.execute("DROP TABLE event")
    #expect(try count() == nil)
  }
}
