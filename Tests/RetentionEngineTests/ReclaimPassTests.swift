import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import RetentionEngine

/// Giving bytes back on request.
@Suite struct ReclaimPassTests {
  private let fixture: PassFixture
  private let before: DatabaseDigest

  init() throws {
    fixture = try PassFixture(SampleDatabase.Options(targetSize: .mebibytes(3), oddRows: false))
    try fixture.base.execute("DELETE FROM part WHERE rowid % 3 > 0")
    before = try DatabaseDigest(of: fixture.path)
  }

  private func run(
    isDryRun: Bool = false, announce: @escaping (PassReport) -> Void = { _ in }
  ) -> PassReport {
    ReclaimPass(
      path: fixture.path, settings: fixture.settings(Policy(), isDryRun: isDryRun), pause: Pause { _ in },
      announce: announce
    ).run()
  }

  private func autoVacuum() throws -> AutoVacuum {
    try Connection(path: fixture.path, mode: .readOnly).pageUsage().autoVacuum
  }

  @Test("Free pages come back, and there is nothing to do afterwards")
  func comesBack() throws {
    let report = run { _ in Issue.record("nobody has to wait") }
    #expect(report.failure == nil)
    #expect(report.outcome == .done)
    #expect(report.bytesReturned > .mebibytes(1))
    #expect(report.usageAfter?.freePages == PageCount(0))
    #expect(try DatabaseDigest(of: fixture.path) == before)
    #expect(run().outcome == .nothingToDo)

    // From now on without a conversion.
    try fixture.base.execute("DELETE FROM part")
    let second = run()
    #expect(second.outcome == .done)
    #expect(second.prospect?.conversionLock == nil)
    #expect(second.bytesReturned > .zero)
  }

  @Test("A dry run says what would come back, and changes nothing")
  func dryRun() throws {
    let files = fixture.folder.contents()
    let shell = try ShellProcess(databasePath: fixture.path)
    _ = shell.run("SELECT count(*) FROM session;")
    let report = run(isDryRun: true)
    let prospect = try #require(report.prospect)
    #expect(report.outcome == .planned)
    #expect(prospect.freeBytes > .mebibytes(1))
    #expect(prospect.conversionLock != nil)
    #expect(prospect.holders.processes.contains { $0.processID == shell.processID })
    #expect(try autoVacuum() == .none)
    #expect(try DatabaseDigest(of: fixture.path) == before)
    #expect(
      fixture.folder.contents().filter { !$0.hasPrefix("opencode.db") }
        == files.filter { !$0.hasPrefix("opencode.db") })
  }

  @Test("Where a pass waits, it says who has to wait for how long, and then does it")
  func announces() throws {
    let state = ConversionState(folder: fixture.folder.file("state"))
    let slow = ConversionExperience(copying: ByteCount(1_000), failures: 2, lastAttempt: fixture.now)
    try state.record(slow, for: fixture.path)
    #expect(try state.experience(fixture.path) == slow)
    let shell = try ShellProcess(databasePath: fixture.path)
    _ = shell.run("SELECT count(*) FROM session;")

    var pass = PassReport(path: fixture.path, policy: Policy(), now: fixture.now)
    try ReclaimStep(
      path: fixture.path, settings: fixture.settings(Policy()), freeSpace: .ofFileSystem,
      pause: Pause { _ in }, progress: nil
    ).run(&pass)
    #expect(
      pass.reclaim?.warnings.contains {
        if case .conversionWaits = $0 { true } else { false }
      } == true)
    #expect(try autoVacuum() == .none)

    var announced: [Warning] = []
    let path = fixture.path
    let report = run { report in
      announced = report.warnings
      do {
        #expect(try Connection(path: path, mode: .readOnly).pageUsage().autoVacuum == .none)
      } catch {
        Issue.record(error)
      }
    }
    guard case .longLock(let lock, let holders)? = announced.first else {
      Issue.record("\(announced)")
      return
    }
    #expect(lock > Milliseconds(2_000))
    #expect(holders.processes.map(\.processID) == [shell.processID])
    #expect(report.outcome == .done)
    #expect(try autoVacuum() == .incremental)
    #expect(shell.run("PRAGMA integrity_check;") == ["ok"])
    #expect(try DatabaseDigest(of: fixture.path) == before)
    #expect(try state.experience(fixture.path) == ConversionExperience())
  }

  @Test("It takes its turn at the archive like a pass")
  func lock() throws {
    try fixture.archive.make()
    let lock = try PassLock(directory: fixture.archive)
    let report = withExtendedLifetime(lock) { run() }
    guard case PassError.locked? = report.failure else {
      Issue.record("\(String(describing: report.failure))")
      return
    }
    #expect(try autoVacuum() == .none)
  }

  @Test("On a foreign file system nothing is written, unless that is allowed")
  func foreignFileSystem() throws {
    func run(isAllowed: Bool) -> PassReport {
      var settings = fixture.settings(Policy())
      settings.allowsForeignFileSystem = isAllowed
      return ReclaimPass(
        path: fixture.path, settings: settings, fileSystem: FileSystemLookup { _ in .nfs },
        pause: Pause { _ in }, announce: { _ in }
      ).run()
    }
    guard case PassError.foreignFileSystem? = run(isAllowed: false).failure else {
      Issue.record("it was not refused")
      return
    }
    #expect(try autoVacuum() == .none)
    let allowed = run(isAllowed: true)
    #expect(allowed.outcome == .done)
    #expect(allowed.warnings.count == 1)
  }

  @Test("Without room for the copy it says how much is missing")
  func noRoom() throws {
    let report = ReclaimPass(
      path: fixture.path, settings: fixture.settings(Policy()),
      freeSpace: FreeSpace { _ in ByteCount(100_000) }, pause: Pause { _ in }, announce: { _ in }
    ).run()
    #expect(report.outcome == .incomplete)
    guard case .conversionNeedsSpace(_, _, let missing)? = report.warnings.first else {
      Issue.record("\(report.warnings)")
      return
    }
    #expect(missing > .zero)
    #expect(try autoVacuum() == .none)
  }

  @Test(
    "What cannot be understood in the state counts as nothing known",
    arguments: ["", "1", "a,b,c,d", "-1,,,"])
  func oddState(_ words: String) throws {
    let folder = fixture.folder.file("state")
    try DatabaseWords(folder: folder, name: "conversions").record(words.isEmpty ? nil : words, for: "/a")
    #expect(try ConversionState(folder: folder).experience("/a") == ConversionExperience())
  }
}
