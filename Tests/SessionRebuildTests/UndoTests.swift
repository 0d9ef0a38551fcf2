import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionRebuild
import TestSupport
import Testing

/// A rebuild that does not end leaves nothing behind.
@Suite struct UndoTests {
  @Test func aStopAtAnyMomentTakesOutWhatWasPutIn() throws {
    let fixture = try RebuildFixture()
    let rows = try fixture.rows()
    try fixture.loseRows()
    let before = try fixture.base.digest()
    // The last looks are those at which rows are in.
    let looks = Counter()
    let copy = fixture.base.folder.file("copy.db")
    try fixture.base.execute("VACUUM INTO '\(copy)'")
    _ = try fixture.rebuild(
      into: copy,
      interruption: Interruption {
        looks.next()
        return false
      })
    let all = looks.count
    var stopped = 0
    for last in stride(from: all, to: max(0, all - 60), by: -3) + [all / 2, 1] {
      let looks = Counter()
      do {
        _ = try fixture.rebuild(interruption: Interruption { looks.next() >= last })
        break
      } catch is Interrupted {
        stopped += 1
        #expect(try fixture.base.digest() == before)
      }
    }
    #expect(stopped > 10)
    _ = try fixture.rebuild()
    #expect(try fixture.rows() == rows)
  }

  @Test func whatTheDatabaseDoesNotTakeLeavesNothing() throws {
    let fixture = try RebuildFixture()
    try fixture.base.execute("UPDATE session SET slug = id; CREATE UNIQUE INDEX one_slug ON session (slug)")
    try EventHistory(of: fixture.session, in: fixture.path, seed: 3).write(
      of: fixture.session, to: fixture.path)
    try fixture.loseRows()
    try fixture.base.execute(
      "UPDATE session SET slug = '\(fixture.session.rawValue)' WHERE id = (SELECT max(id) FROM session)")
    let before = try fixture.base.digest()
    let error = #expect(throws: RebuildError.self) { try fixture.rebuild() }
    guard case .cannotTake(_, _, let why) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(why.contains("session.slug"))
    #expect(try fixture.base.digest() == before)
  }

  @Test func whatAKillLeftIsGoneOnWith() throws {
    let fixture = try RebuildFixture()
    let rows = try fixture.rows()
    // As if it had died before the last transaction.
    try fixture.base.execute(
      "PRAGMA foreign_keys=OFF; DELETE FROM session WHERE id = '\(fixture.session.rawValue)'")
    let report = try fixture.rebuild()
    #expect(report.standing == rows.count - 1 && report.messages == 0)
    #expect(try fixture.rows() == rows)
  }

  /// Wherever it died, the rows are in the end those of a rebuild that nothing disturbed: also of parts that have no
  /// time but that of their message.
  @Test(arguments: 0..<6)
  func whatIsGoneOnWithComesOutTheSame(rowsBefore: Int) throws {
    let session = SessionID("ses_torn")
    let fixture = try RebuildFixture(session: session)
    let part = { (id: String, message: String) in
      EventHistory.Event(
        type: "message.part.updated.1",
        data:
          #"{"part":{"id":"\#(id)","sessionID":"ses_torn","messageID":"\#(message)","type":"step-start"}}"#)
    }
    try fixture.write([
      EventHistory.message("msg_1", of: session, #"{"role":"user","time":{"created":1000}}"#),
      part("prt_1", "msg_1"), part("prt_2", "msg_1"),
      EventHistory.message("msg_2", of: session, #"{"role":"user","time":{"created":2000}}"#),
      part("prt_3", "msg_2"),
    ])
    _ = try fixture.rebuild()
    let digest = try fixture.base.digest()
    // They went in in this order: each message, and its parts.
    let rows = [
      ("message", "msg_1"), ("part", "prt_1"), ("part", "prt_2"), ("message", "msg_2"), ("part", "prt_3"),
    ]
    for (table, id) in rows[rowsBefore...] {
      try fixture.base.execute("PRAGMA foreign_keys=OFF; DELETE FROM \(table) WHERE id = '\(id)'")
    }
    try fixture.base.execute("PRAGMA foreign_keys=OFF; DELETE FROM session WHERE id = 'ses_torn'")
    #expect(try fixture.rebuild().standing == rowsBefore)
    #expect(try fixture.base.digest() == digest)
  }
}

/// Counts from any thread.
private final class Counter: @unchecked Sendable {
  private(set) var count = 0
  @discardableResult func next() -> Int {
    count += 1
    return count
  }
}
