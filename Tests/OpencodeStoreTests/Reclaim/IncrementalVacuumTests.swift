import RetentionPolicy
import Testing

@testable import OpencodeStore

@Suite struct IncrementalVacuumTests {
  private func vacuum(
    _ sample: ReclaimSample, limits: IncrementalVacuum.Limits = .init(), pause: Pause = .none
  ) throws -> IncrementalVacuum {
    try IncrementalVacuum(
      path: sample.path, checkpoint: GuardedCheckpoint(path: sample.path, pause: .none), limits: limits,
      pause: pause)
  }

  @Test(arguments: ReclaimSample.Journal.allCases)
  func givesEveryFreePageBack(journal: ReclaimSample.Journal) throws {
    let sample = try ReclaimSample(journal: journal, autoVacuum: .incremental)
    let before = try sample.digest()
    let free = try sample.open().pageUsage().freePages
    #expect(free > PageCount(100))
    let report = try vacuum(sample).run()
    #expect(report.outcome == .done)
    #expect(report.freed.pages >= free.pages)
    #expect(try sample.open().pageUsage().freePages == PageCount(0))
    #expect(try sample.digest() == before)
    #expect(try sample.complaints() == [])
  }

  @Test func letsWritersInBetweenTheSlices() throws {
    let sample = try ReclaimSample(autoVacuum: .incremental)
    let writer = try Connection(path: sample.path, mode: .readWrite, busyTimeout: Milliseconds(0))
    var writes = 0
    var limits = IncrementalVacuum.Limits()
    limits.slice = Milliseconds(1)
    let pause = Pause { _ in
      do {
        try writer.execute("INSERT INTO session VALUES('new_\(writes)', 'x')")
        writes += 1
      } catch {
        Issue.record(error)
      }
    }
    let report = try vacuum(sample, limits: limits, pause: pause).run()
    #expect(report.outcome == .done)
    #expect(report.slices == writes + 1)
    #expect(try writer.integer("SELECT count(*) FROM session WHERE id LIKE 'new%'") == Int64(writes))
  }

  @Test func reportsAWriterThatDoesNotLetGo() throws {
    let sample = try ReclaimSample(autoVacuum: .incremental, rows: 50)
    var limits = IncrementalVacuum.Limits()
    limits.lockWait = Milliseconds(0)
    limits.refusals = 0
    let vacuum = try vacuum(sample, limits: limits)
    let outcome = try sample.open().transaction(.immediate) { try vacuum.run().outcome }
    #expect(outcome == .busy)
  }

  @Test(arguments: [AutoVacuum.none, .full])
  func hasNothingToDoInOtherModes(mode: AutoVacuum) throws {
    let sample = try ReclaimSample(autoVacuum: mode, rows: 50)
    #expect(try vacuum(sample).run().outcome == .notIncremental)
  }
}
