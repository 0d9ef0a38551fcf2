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
}

/// Counts from any thread.
private final class Counter: @unchecked Sendable {
  private(set) var count = 0
  @discardableResult func next() -> Int {
    count += 1
    return count
  }
}
