import Glibc
import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

@testable import RetentionEngine

/// What a pass does when something is in its way, and what it leaves alone.
@Suite struct PassTests {
  private let policy = Policy(maxAge: .days(30), keepShared: false)

  private func fixture(_ generation: SampleDatabase.Generation = .v1) throws -> PassFixture {
    try PassFixture(SampleDatabase.Options(generation: generation, targetSize: ByteCount(400_000)))
  }

  private func run(_ fixture: PassFixture, _ policy: Policy, freeSpace: FreeSpace = .ofFileSystem)
    -> PassReport
  {
    Pass(path: fixture.path, settings: fixture.settings(policy), freeSpace: freeSpace, pause: Pause { _ in })
      .run()
  }

  @Test("Without a limit nothing is touched, and no archive directory is made")
  func noLimit() throws {
    let fixture = try fixture()
    let before = try DatabaseDigest(of: fixture.path)
    let report = run(fixture, Policy())
    #expect(report.failure == nil)
    #expect(report.outcome == .nothingToDo)
    #expect(try DatabaseDigest(of: fixture.path) == before)
    #expect(fixture.folder.contents().allSatisfy { $0.hasPrefix("opencode.db") })
  }

  @Test("Too little room is noticed before anything is written")
  func freeSpace() throws {
    let fixture = try fixture()
    let before = try DatabaseDigest(of: fixture.path)
    let report = run(fixture, policy, freeSpace: FreeSpace { _ in ByteCount(50_000) })
    guard case .some(PassError.insufficientSpace(let shortage)) = report.failure else {
      Issue.record("\(String(describing: report.failure))")
      return
    }
    #expect(shortage.missing > .zero)
    #expect(report.outcome == .failed)
    #expect(try DatabaseDigest(of: fixture.path) == before)
    #expect(try fixture.archiveFiles().isEmpty)
  }

  @Test("A second retentiond at the same archive waits for its turn")
  func lock() throws {
    let fixture = try fixture()
    try fixture.archive.make()
    let lock = try PassLock(directory: fixture.archive)
    let report = withExtendedLifetime(lock) { run(fixture, policy) }
    guard case .some(PassError.locked(_, "process \(getpid())")) = report.failure else {
      Issue.record("\(String(describing: report.failure))")
      return
    }
    #expect(report.evicted.isEmpty)
  }

  @Test("While somebody keeps all others from writing, nothing is archived in vain")
  func heldWriteLock() throws {
    let fixture = try fixture()
    let other = try Connection(path: fixture.path, mode: .readWrite)
    try other.execute("BEGIN IMMEDIATE")
    let report = run(fixture, policy)
    #expect((report.failure as? SQLiteError)?.code.primary == .busy)
    #expect(TemporaryFolder.contents(of: fixture.archive.path).filter { $0.contains(".zst") } == [])
    try other.execute("ROLLBACK")
    #expect(run(fixture, policy).outcome == .done)
  }

  @Test("While somebody has the database open, the log stays with it")
  func logInUse() throws {
    let fixture = try fixture()
    let opencode = try Connection(path: fixture.path, mode: .readWrite)
    let sessions = try opencode.integer("SELECT count(*) FROM session")
    let report = try fixture.run(policy)
    #expect(!report.evicted.isEmpty)
    #expect(try FileFootprint(databasePath: fixture.path).logSize > .zero)
    #expect(try opencode.integer("SELECT count(*) FROM session") < sessions)
    try opencode.execute("UPDATE session SET title = 'still at work'")
    #expect(try integrityProblems(fixture.path).damage.isEmpty)
  }

  @Test("A database that keeps no log is evicted from all the same")
  func rollbackJournal() throws {
    let fixture = try fixture()
    try Connection(path: fixture.path, mode: .readWrite).execute("PRAGMA journal_mode=DELETE")
    let before = try DatabaseDigest(of: fixture.path)
    let report = try fixture.run(policy)
    #expect(!report.evicted.isEmpty)
    try fixture.restoreAll(report)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("Pages of every size, and an index over what JSON holds, are no hindrance", arguments: [512, 16_384])
  func pageSize(_ bytes: Int) throws {
    let fixture = try fixture()
    let connection = try Connection(path: fixture.path, mode: .readWrite)
    try connection.execute(
      """
      PRAGMA journal_mode=DELETE; PRAGMA page_size=\(bytes); VACUUM; PRAGMA journal_mode=WAL;
      ALTER TABLE todo ADD COLUMN kind TEXT GENERATED ALWAYS AS (json_extract('{"a":1}', '$.a')) VIRTUAL;
      CREATE INDEX todo_kind ON todo (kind);
      """)
    let before = try DatabaseDigest(of: fixture.path)
    let report = try fixture.run(Policy(maxSessions: 5, keepShared: false))
    #expect(report.outcome == .done)
    #expect(report.evicted.count > 3)
    try fixture.restoreAll(report)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("A limit that protected sessions hold up is reported")
  func unmetLimit() throws {
    let fixture = try fixture()
    let report = try fixture.run(Policy(maxSessions: 1, minIdle: .days(10_000)))
    #expect(report.evicted.isEmpty)
    #expect(
      report.warnings.contains {
        if case .limitNotMet = $0 { true } else { false }
      })
  }

  @Test("Damage stops the pass before anything is deleted", arguments: [UInt8(0x00), 0xFF])
  func damage(_ byte: UInt8) throws {
    let fixture = try fixture()
    let connection = try Connection(path: fixture.path, mode: .readOnly)
    let page = try connection.integer("SELECT rootpage FROM sqlite_master WHERE name = 'part'")
    let sessions = try connection.integer("SELECT count(*) FROM session")
    let file = try #require(fopen(fixture.path, "r+b"))
    fseek(file, Int(page - 1) * 4_096, SEEK_SET)
    fwrite([UInt8](repeating: byte, count: 4_096), 1, 4_096, file)
    fclose(file)
    let report = run(fixture, policy)
    #expect((report.failure as? SQLiteError)?.code.meansDamage == true)
    #expect(report.outcome == .failed)
    #expect(
      try Connection(path: fixture.path, mode: .readOnly).integer("SELECT count(*) FROM session") == sessions)
  }

  /// A policy that protects every tree.
  private let onlyWatching = Policy(maxAge: .days(30), minIdle: .days(10_000))

  @Test("An eviction that a crash cut off is finished by the next pass, and can be undone")
  func crash() throws {
    let fixture = try fixture()
    let before = try DatabaseDigest(of: fixture.path)
    let roots = try fixture.crash(sessionsAreGone: true)
    let report = run(fixture, onlyWatching)
    #expect(report.failure == nil)
    #expect(
      report.warnings.contains {
        if case .finishedEarlierPass(roots.count) = $0 { true } else { false }
      })
    #expect(try fixture.base.integer("SELECT count(*) FROM message JOIN part ON message_id = message.id") < 3)
    try fixture.restore(roots)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("After a crash a tree can be put back before any other pass")
  func restoreAfterCrash() throws {
    let fixture = try fixture()
    let before = try DatabaseDigest(of: fixture.path)
    try fixture.restore(try fixture.crash(sessionsAreGone: true))
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("An archive that is damaged when a crash is to be cleaned up keeps no later pass from running")
  func crashAndDamage() throws {
    let fixture = try fixture()
    _ = try fixture.crash(sessionsAreGone: true)
    let before = try DatabaseDigest(of: fixture.path)
    for name in try fixture.archiveFiles() {
      var bytes = try File.bytes(fixture.archive.path + "/" + name)
      for place in stride(from: 20, to: bytes.count, by: 50) { bytes[place] ^= 0xFF }
      try File.write(bytes, to: fixture.archive.path + "/" + name)
    }
    let report = run(fixture, onlyWatching)
    #expect(report.failure == nil)
    #expect(
      report.warnings.contains {
        if case .unreadableArchive = $0 { true } else { false }
      })
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("A mark without an eviction is superseded, and the tree archived anew")
  func markedOnly() throws {
    let fixture = try fixture()
    let before = try DatabaseDigest(of: fixture.path)
    _ = try fixture.crash(sessionsAreGone: false)
    let report = try fixture.run(policy)
    #expect(!report.evicted.isEmpty)
    #expect(try fixture.archiveFiles().count == 2)
    #expect(
      !report.warnings.contains {
        if case .finishedEarlierPass = $0 { true } else { false }
      })
    try fixture.restoreAll(report)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("A threshold is told of once, and again after a fall")
  func thresholds() throws {
    let fixture = try fixture()
    func warned(_ size: Int) throws -> Bool {
      // SQLite goes by the page count in the header: what is behind the last page is nobody's.
      #expect(truncate(fixture.path, size) == 0)
      return try fixture.run(Policy()).warnings.contains {
        if case .grown = $0 { true } else { false }
      }
    }
    let small = Int(try FileFootprint(databasePath: fixture.path).databaseSize.bytes)
    let sizes = [
      small, 100 << 20, 200 << 20, 500 << 20, 1_024 << 20, 2_048 << 20, 600 << 20, 1_024 << 20, small,
    ]
    let warnings = try (sizes + [100 << 20]).map(warned)
    #expect(warnings == [false, true, false, true, true, false, false, true, false, true])
  }

  @Test("A threshold of a path with a line break says nothing of other databases")
  func thresholdOfOddPath() throws {
    let folder = try TemporaryFolder()
    let state = ThresholdState(folder: folder.path)
    try state.record(.mebibytes(500), for: "/b")
    try state.record(.mebibytes(100), for: "/a\n\(ByteCount.mebibytes(100).bytes) /b")
    #expect(try state.reached("/b") == .mebibytes(500))
    #expect(try state.reached("/a") == nil)
  }
}
