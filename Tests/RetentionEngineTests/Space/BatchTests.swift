import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import RetentionEngine

/// A pass on a disk that is nearly full.
@Suite struct BatchTests {
  private func fixture(_ autoVacuum: AutoVacuum, megabytes: Int64 = 4) throws -> PassFixture {
    let fixture = try PassFixture(
      SampleDatabase.Options(targetSize: .mebibytes(megabytes), seed: 3, sideFiles: true))
    try Connection(path: fixture.path, mode: .readWrite).execute(
      "PRAGMA journal_mode=DELETE; PRAGMA auto_vacuum=\(autoVacuum.rawValue); VACUUM; PRAGMA journal_mode=WAL"
    )
    return fixture
  }

  private func run(
    _ fixture: PassFixture, _ policy: Policy, _ freeSpace: FreeSpace, progress: (any ProgressObserver)? = nil
  ) -> PassReport {
    Pass(
      path: fixture.path, settings: fixture.settings(policy), progress: progress, freeSpace: freeSpace,
      pause: Pause { _ in }
    ).run()
  }

  private func shortage(of report: PassReport) throws -> SpaceShortage {
    guard case PassError.insufficientSpace(let shortage)? = report.failure else {
      throw report.failure ?? NoFailure()
    }
    return shortage
  }

  private struct NoFailure: Error {}

  private let policy = Policy(maxSize: .mebibytes(1), minIdle: .hours(0), keepShared: false)

  @Test("The bytes of one batch pay for the next")
  func batches() throws {
    let fixture = try fixture(.incremental)
    let before = try DatabaseDigest(of: fixture.path)
    let disk = SmallDisk(fixture.folder.path, free: ByteCount(1_400_000))
    let report = run(fixture, policy, disk.freeSpace)
    #expect(report.failure == nil)
    #expect(report.outcome == .done)
    #expect(report.archiveFiles.count > 1)
    #expect(try fixture.archiveFiles().count == report.archiveFiles.count)
    #expect(try #require(report.footprintAfter).databaseSize <= .mebibytes(1))
    #expect(disk.leastFree >= 0)
    // Oldest first, whatever the batch.
    #expect(report.evicted.map(\.tree.id) == report.plan?.evictions.map(\.tree.id))
    try fixture.restoreAll(report)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("With room enough there is one file")
  func oneBatch() throws {
    let fixture = try fixture(.none)
    let report = run(fixture, policy, SmallDisk(fixture.folder.path, free: .mebibytes(64)).freeSpace)
    #expect(report.outcome == .done)
    #expect(report.archiveFiles.count == 1)
  }

  @Test("Where no byte could come back nothing is begun")
  func hopeless() throws {
    let fixture = try fixture(.none)
    let before = try DatabaseDigest(of: fixture.path)
    let disk = SmallDisk(fixture.folder.path, free: ByteCount(1_400_000))
    let report = run(fixture, policy, disk.freeSpace)
    let shortage = try shortage(of: report)
    #expect(shortage.free > ByteCount(1_300_000))
    #expect(shortage.keptForOthers > .zero)
    #expect(shortage.missing > .zero)
    #expect(report.evicted.isEmpty)
    #expect(try fixture.archiveFiles().isEmpty)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("A conversion that fits only in the end takes place then")
  func conversionInTheEnd() throws {
    let fixture = try fixture(.none)
    let before = try DatabaseDigest(of: fixture.path)
    // Half of the archive's bytes, twice what stays, and a little.
    let disk = SmallDisk(fixture.folder.path, free: ByteCount(5_400_000))
    let report = run(fixture, policy, disk.freeSpace)
    #expect(report.failure == nil)
    #expect(report.outcome == .done)
    #expect(report.archiveFiles.count > 1)
    #expect(report.usageAfter?.autoVacuum == .incremental)
    #expect(try #require(report.footprintAfter).databaseSize <= .mebibytes(1))
    try fixture.restoreAll(report)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("With the archive on another disk sessions go although the conversion has to wait for room")
  func archiveElsewhere() throws {
    let fixture = try fixture(.none, megabytes: 6)
    let disk = SmallDisk(
      fixture.folder.path, free: ByteCount(600_000), elsewhere: fixture.archive.path)
    let report = run(fixture, policy, disk.freeSpace)
    #expect(report.failure == nil)
    #expect(report.outcome == .incomplete)
    #expect(!report.evicted.isEmpty)
    #expect(
      report.warnings.contains {
        if case .conversionNeedsSpace = $0 { true } else { false }
      })
    #expect(try #require(report.usageAfter).liveBytes <= .mebibytes(1))
    // When there is room, the next pass gives the bytes back.
    let next = try fixture.run(policy)
    #expect(next.outcome == .done)
    #expect(try #require(next.footprintAfter).databaseSize <= .mebibytes(1))
  }

  @Test("A tree that does not fit alone stops the pass there, before anything of it is written")
  func aTreeTooLarge() throws {
    let fixture = try fixture(.incremental, megabytes: 3)
    try fixture.base.execute(
      """
      INSERT INTO part SELECT 'prt_giant', id, session_id, 0, 0, '"' || hex(randomblob(900000)) || '"'
        FROM message ORDER BY time_created LIMIT 1 OFFSET (SELECT count(*) / 3 FROM message)
      """)
    let giant = try #require(
      try fixture.base.trees().max { $0.bytes < $1.bytes }?.id, "the tree with the giant value")
    let before = try DatabaseDigest(of: fixture.path)
    let disk = SmallDisk(fixture.folder.path, free: ByteCount(1_400_000))
    let report = run(fixture, policy, disk.freeSpace)
    let shortage = try shortage(of: report)
    #expect(shortage.needed > .mebibytes(1))
    #expect(report.outcome == .failed)
    #expect(!report.evicted.isEmpty)
    #expect(!report.evicted.contains { $0.tree.id == giant })
    #expect(!TemporaryFolder.contents(of: fixture.archive.path).contains { $0.hasSuffix(".partial") })
    // What went before has paid: nothing of it is left in the file.
    #expect(report.usageAfter?.freePages == PageCount(0))
    try fixture.restoreAll(report)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  // MARK: Others who write meanwhile

  /// Fills the database whenever bytes are given back, as another program would.
  private final class Writer: ProgressObserver {
    private let path: String
    private let bytes: Int
    private var left: Int

    init(_ path: String, times: Int, bytes: Int = 200_000) throws {
      self.path = path
      left = times
      self.bytes = bytes
      try Connection(path: path, mode: .readWrite).execute("CREATE TABLE note (data)")
    }

    func progress(_ phase: PassPhase, done: ByteCount, of total: ByteCount) {
      guard phase == .reclaim, left > 0 else { return }
      left -= 1
      do {
        try Connection(path: path, mode: .readWrite).execute("INSERT INTO note VALUES (randomblob(\(bytes)))")
      } catch {
        Issue.record(error)
      }
    }
  }

  @Test(
    "What others write meanwhile is made up for in the same pass, also when it has converted the database",
    arguments: [AutoVacuum.incremental, .none])
  func secondRound(_ autoVacuum: AutoVacuum) throws {
    let fixture = try fixture(autoVacuum)
    var settings = fixture.settings(policy)
    settings.isDryRun = true
    let plan = try #require(Pass(path: fixture.path, settings: settings).run().plan)
    let report = run(fixture, policy, .ofFileSystem, progress: try Writer(fixture.path, times: 1))
    #expect(report.failure == nil)
    #expect(report.outcome == .done)
    #expect(report.warnings.allSatisfy { if case .changed = $0 { false } else { true } })
    #expect(report.archiveFiles.count == 2)
    #expect(report.treesBefore == plan.evictions.count + plan.kept.count)
    #expect(try #require(report.usageAfter).liveBytes <= .mebibytes(1))
  }

  @Test("Who writes without end makes the pass end above the limit, and it says so")
  func stillOver() throws {
    let fixture = try fixture(.incremental)
    let report = run(
      fixture, policy, .ofFileSystem, progress: try Writer(fixture.path, times: 100, bytes: 400_000))
    #expect(report.failure == nil)
    #expect(report.outcome == .incomplete)
    let over = report.warnings.compactMap { if case .stillOver(let bytes, _) = $0 { bytes } else { nil } }
    #expect(over.count == 1)
    #expect(over.first == (try #require(report.usageAfter)).liveBytes - .mebibytes(1))
  }
}
