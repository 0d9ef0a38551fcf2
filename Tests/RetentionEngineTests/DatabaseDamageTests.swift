import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import RetentionEngine

/// What becomes of a damaged database: nothing.
@Suite struct DatabaseDamageTests {
  private let policy = Policy(maxSessions: 2, keepShared: false)
  /// A policy that protects every tree.
  private let onlyWatching = Policy(maxSessions: 2, minIdle: .days(10_000))

  private func fixture() throws -> PassFixture {
    try PassFixture(SampleDatabase.Options(targetSize: ByteCount(1_000_000)))
  }

  private func run(_ fixture: PassFixture, _ policy: Policy, days: Int64 = 0, isDryRun: Bool = false)
    -> PassReport
  {
    var settings = fixture.settings(policy, isDryRun: isDryRun)
    settings.now = settings.now - .days(-days)
    return Pass(path: fixture.path, settings: settings, pause: Pause { _ in }).run()
  }

  private func meansDamage(_ report: PassReport) -> Bool {
    (report.failure as? SQLiteError).map { $0.code.meansDamage && $0.path == report.path } ?? false
  }

  @Test("A damaged database is refused, and not a byte of it changes", arguments: Damage.allCases)
  func refused(_ damage: Damage) throws {
    let fixture = try fixture()
    try damage.apply(to: fixture)
    let before = try File.bytes(fixture.path)
    let report = run(fixture, policy)
    #expect(meansDamage(report), "\(report.failure.map { "\($0)" } ?? "")")
    #expect(report.outcome == .failed)
    #expect(report.evicted.isEmpty)
    #expect((report.plan == nil) == damage.isSeenBeforePlanning)
    #expect(try File.bytes(fixture.path) == before)
    #expect(!TemporaryFolder.contents(of: fixture.archive.path).contains { $0.contains(".json") })
  }

  @Test("Damage that a pass does not meet is found by the full check, and kept in mind")
  func fullCheck() throws {
    let fixture = try fixture()
    try fixture.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let sound = try File.bytes(fixture.path)
    try Damage.index.apply(to: fixture)
    let before = try File.bytes(fixture.path)
    let first = run(fixture, onlyWatching)
    #expect(meansDamage(first))
    #expect(first.plan != nil)
    let second = run(fixture, onlyWatching, days: 1)
    #expect(meansDamage(second))
    #expect(second.plan == nil)
    #expect(meansDamage(run(fixture, onlyWatching, days: 1, isDryRun: true)))
    #expect(try File.bytes(fixture.path) == before)

    try File.write(sound, to: fixture.path)
    let mended = run(fixture, onlyWatching, days: 2)
    #expect(mended.failure == nil)
    #expect(mended.check?.ended == fixture.now - .days(-2))
  }

  @Test("All is checked once a week, and never by a dry run")
  func weekly() throws {
    let fixture = try fixture()
    #expect(run(fixture, policy, isDryRun: true).check == nil)
    #expect(!fixture.folder.contents().contains("state"))
    let ends = [0, 1, 6, 7, 8, 15, -3, 3].map { run(fixture, onlyWatching, days: $0).check?.ended }
    #expect(ends == [0, 0, 0, 7, 7, 15, -3, -3].map { fixture.now - .days(-$0) })
  }

  @Test("A check goes on where it was cut short, and says what it left out")
  func progress() throws {
    let fixture = try fixture()
    let connection = try Connection(path: fixture.path, mode: .readOnly)
    var limits = FullCheck.Limits()
    limits.all = Milliseconds(0)
    var progress = FullCheck.Progress(last: "message")
    try FullCheck(connection: connection, limits: limits).run(&progress)
    #expect(progress == FullCheck.Progress(last: "message"))
    limits.all = Milliseconds(.max)
    try FullCheck(connection: connection, limits: limits).run(&progress)
    #expect(progress.isFinished)
    #expect(progress.last == nil)

    let state = CheckState(folder: fixture.folder.file("state"))
    let entry = CheckState.Entry(
      ended: fixture.now, tooLarge: ["event", "part"],
      progress: FullCheck.Progress(last: "message", tooLarge: ["event"]), isDamaged: true)
    try state.record(entry, of: "/a b")
    try state.record(CheckState.Entry(ended: fixture.now), of: "/c")
    try state.record(entry, of: "/d\ne")
    #expect(try state.entry(of: "/a b") == entry)
    #expect(try state.entry(of: "/c") == CheckState.Entry(ended: fixture.now))
    #expect(try state.entry(of: "/d\ne") == CheckState.Entry())
  }

  @Test("Once SQLite has logged damage, nothing is committed any more, in any thread of the same work")
  func log() throws {
    let damaged = try fixture()
    try Damage.largeTable.apply(to: damaged)
    let sound = try fixture()
    let log = DamageLog()
    try DamageLog.$current.withValue(log) {
      let worker = try Worker { [path = damaged.path] in
        _ = Result {
          try Connection(path: path, mode: .readOnly).integer("SELECT sum(length(data)) FROM part")
        }
      }
      worker.wait()
      #expect(!log.findings.isEmpty)
      let connection = try Connection(path: sound.path, mode: .readWrite)
      let error = #expect(throws: SQLiteError.self) {
        try connection.transaction(.immediate) { try connection.execute("DELETE FROM todo") }
      }
      #expect(error?.code == .corrupt)
    }
    // Whoever works elsewhere is not concerned.
    try sound.base.execute("DELETE FROM todo")
    #expect(DamageLog.current == nil)
  }

  @Test("Damage to a database ends a restore of several sessions")
  func restore() throws {
    let fixture = try fixture()
    let ids = run(fixture, policy).evicted.prefix(3).map(\.tree.id)
    #expect(ids.count == 3)
    try fixture.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let page = Int(try fixture.base.integer("SELECT rootpage FROM sqlite_master WHERE name = 'session'"))
    var bytes = try File.bytes(fixture.path)
    bytes.replaceSubrange((page - 1) * 4_096..<(page - 1) * 4_096 + 64, with: repeatElement(0xFF, count: 64))
    try File.write(bytes, to: fixture.path)
    let results = try RestorePass(archive: fixture.archive, database: nil, pause: Pause { _ in }).run(ids)
    #expect(results.map(\.id) == ids)
    for result in results {
      guard case .failed(let error) = result.outcome else {
        Issue.record("\(result)")
        continue
      }
      #expect(error.endsAllWork, "\(error)")
    }
    #expect(try File.bytes(fixture.path) == bytes)
  }
}
