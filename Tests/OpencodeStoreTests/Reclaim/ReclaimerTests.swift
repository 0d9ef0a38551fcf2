import OpencodeStore
import RetentionPolicy
import TestSupport
import Testing

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
    guard case .incrementalVacuum(let report) = second.work else {
      Issue.record("\(second.work)")
      return
    }
    #expect(report.outcome == .done)
    #expect(second.returned > .zero)
    #expect(second.checkpoint.outcome == .truncated)
    #expect(try reclaim(sample).work == .none)
    #expect(try sample.complaints() == [])
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
