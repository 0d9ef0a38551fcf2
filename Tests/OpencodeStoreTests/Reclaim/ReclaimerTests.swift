import RetentionPolicy
import TestSupport
import Testing

@testable import OpencodeStore

@Suite struct ReclaimerTests {
  private func reclaim(_ sample: ReclaimSample) throws -> ReclaimReport {
    try Reclaimer(
      path: sample.path, asideFolders: [sample.asideFolder], now: Timestamp(milliseconds: 0),
      pause: Pause { _ in }
    ).run()
  }

  @Test func convertsOnceAndVacuumsFromThenOn() throws {
    let sample = try ReclaimSample()
    let first = try reclaim(sample)
    guard case .conversion(.converted) = first.work else {
      Issue.record("\(first.work)")
      return
    }
    #expect(first.returned > .zero)
    #expect(first.usageAfter.freePages == PageCount(0))
    #expect(first.holders == nil)

    try sample.open().execute("DELETE FROM part WHERE id % 2 = 1")
    let second = try reclaim(sample)
    guard case .incrementalVacuum(let report, nil) = second.work else {
      Issue.record("\(second.work)")
      return
    }
    #expect(report.outcome == .done)
    #expect(second.returned > .zero)
    #expect(second.checkpoint.outcome == .truncated)
    #expect(try reclaim(sample).work == .none)
    #expect(try sample.complaints() == [])
  }

  /// Compacts from some bytes on, as a pass does from a gigabyte on.
  private func compact(
    _ sample: ReclaimSample, timeBound: Milliseconds = IncrementalVacuum.Limits().timeBound,
    freeSpace: FreeSpace = .ofFileSystem
  ) throws -> ReclaimReport {
    var limits = Reclaimer.Limits()
    limits.worthCompacting = .mebibytes(1)
    limits.vacuum.timeBound = timeBound
    return try Reclaimer(
      path: sample.path, asideFolders: [sample.asideFolder], limits: limits,
      now: Timestamp(milliseconds: 0), freeSpace: freeSpace, pause: .none
    ).run()
  }

  @Test(arguments: ReclaimSample.Journal.allCases)
  func aLongFreelistIsCompactedAside(journal: ReclaimSample.Journal) throws {
    let sample = try ReclaimSample(journal: journal, autoVacuum: .incremental)
    let before = try sample.digest()
    let report = try compact(sample)
    guard case .conversion(.converted) = report.work else {
      Issue.record("\(report.work)")
      return
    }
    #expect(report.isComplete)
    #expect(report.usageAfter.freePages == PageCount(0))
    #expect(report.usageAfter.autoVacuum == .incremental)
    #expect(report.footprintAfter.databaseSize <= report.usageBefore.liveBytes)
    #expect(try sample.digest() == before)
    #expect(try sample.complaints() == [])
    #expect(sample.leftovers() == [])
  }

  @Test func aLongFreelistThatCannotBeCompactedShrinksForAsLongAsAPassMayTake() throws {
    let sample = try ReclaimSample(autoVacuum: .incremental)
    let before = try sample.digest()
    let noRoom = FreeSpace { $0.hasSuffix("/aside") ? .zero : .mebibytes(100) }
    let first = try compact(sample, timeBound: Milliseconds(0), freeSpace: noRoom)
    guard case .incrementalVacuum(let report, .some(let waiting)) = first.work else {
      Issue.record("\(first.work)")
      return
    }
    #expect(report.outcome == .timeIsOver)
    #expect(report.slices == 1 && report.freed > PageCount(0))
    #expect(!first.isComplete)
    #expect(first.usageAfter.freePages.pages == first.usageBefore.freePages.pages - report.freed.pages)
    guard case .space(sample.asideFolder, _) = waiting.hindrance else {
      Issue.record("\(waiting)")
      return
    }
    let second = try compact(sample, freeSpace: noRoom)
    #expect(second.isComplete)
    #expect(second.usageAfter.freePages == PageCount(0))
    #expect(try sample.digest() == before)
    #expect(try sample.complaints() == [])
  }

  @Test func whatIsCompactedHasMoreFreeThanInUse() {
    func usage(free: Int64, used: Int64, _ autoVacuum: AutoVacuum) -> PageUsage {
      PageUsage(
        pageSize: ByteCount(4_096), pages: PageCount(free + used), freePages: PageCount(free),
        autoVacuum: autoVacuum, isWAL: true)
    }
    let gibibyte: Int64 = 262_144
    let limits = Reclaimer.Limits()
    #expect(limits.converts(usage(free: gibibyte, used: gibibyte, .incremental)))
    #expect(!limits.converts(usage(free: gibibyte - 1, used: 1_000, .incremental)))
    #expect(!limits.converts(usage(free: gibibyte, used: gibibyte + 1, .incremental)))
    #expect(!limits.converts(usage(free: gibibyte, used: gibibyte, .full)))
  }

  @Test func oneThatVacuumsItselfNeedsACheckpointOnly() throws {
    let sample = try ReclaimSample(autoVacuum: .full)
    let report = try reclaim(sample)
    #expect(report.work == .none)
    #expect(report.checkpoint.outcome == .truncated)
    #expect(report.returned > .zero)
  }

  @Test func aFewFreePagesAreNotWorthAConversion() throws {
    let sample = try ReclaimSample(rows: 50)
    #expect(try reclaim(sample).work == .none)
    #expect(try sample.open().pageUsage().autoVacuum == .none)
  }

  @Test func saysWhoIsInTheWay() throws {
    let sample = try ReclaimSample(autoVacuum: .incremental)
    let shell = try ShellProcess(databasePath: sample.path)
    _ = shell.run("BEGIN; SELECT count(*) FROM part;")
    let report = try reclaim(sample)
    #expect(report.usageAfter.freePages == PageCount(0))
    #expect(report.holders?.processes.contains { $0.processID == shell.processID } == true)
  }

  @Test func theCopyGoesWhereThereIsRoomForIt() throws {
    let sample = try ReclaimSample()
    let other = sample.folder.file("other")
    let freeSpace = FreeSpace(
      disk: { Disk(device: $0.hasSuffix("/aside") ? 1 : 2) },
      { $0.hasSuffix("/aside") ? ByteCount(1_000) : .mebibytes(100) })
    func reclaim(_ folders: [String]) throws -> ReclaimReport {
      try Reclaimer(
        path: sample.path, asideFolders: folders, now: Timestamp(milliseconds: 0), freeSpace: freeSpace,
        pause: .none
      ).run()
    }
    guard case .conversion(.waiting(let waiting)) = try reclaim([sample.asideFolder]).work,
      case .space(sample.asideFolder, let missing) = waiting.hindrance
    else {
      Issue.record("it did not wait for room")
      return
    }
    #expect(missing > .zero)
    #expect(try sample.open().pageUsage().autoVacuum == .none)
    guard case .conversion(.converted) = try reclaim([sample.asideFolder, other]).work else {
      Issue.record("it was not converted")
      return
    }
    #expect(TemporaryFolder.contents(of: other).isEmpty)
  }
}
