import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// Large evictions: told of, and spread over several passes.
@Suite struct SpreadEvictionTests {
  private let fixture: PassFixture

  init() throws {
    fixture = try PassFixture(SampleDatabase.Options(targetSize: ByteCount(600_000)))
  }

  @Test("Several passes that may evict two trees each end where one would have, and all comes back")
  func spread() throws {
    var policy = Policy(
      maxSize: ByteCount(500_000), lowWaterPercent: 30, keepShared: false, orphans: .keep, events: .keep)
    let whole = try fixture.run(policy, isDryRun: true)
    policy.maxEvictionsPerPass = 2
    let before = try DatabaseDigest(of: fixture.path)
    var passes: [PassReport] = []
    repeat {
      // A dry run in between must not make a difference.
      let plan = try fixture.run(policy, isDryRun: true)
      passes.append(try fixture.run(policy))
      #expect(passes.last?.evicted.map(\.tree.id) == plan.evicted.map(\.tree.id))
    } while passes.last?.evicted.isEmpty == false
    #expect(passes.dropLast().allSatisfy { $0.outcome == .done && (1...2).contains($0.evicted.count) })
    #expect(passes.flatMap { $0.evicted.map(\.tree.id) } == whole.evicted.map(\.tree.id))
    // Otherwise this test would not see whether the way to low water is remembered.
    let maxSize = try #require(policy.maxSize)
    #expect(passes.dropLast().contains { $0.usageBefore.map { $0.liveBytes <= maxSize } ?? false })
    for pass in passes { try fixture.restoreAll(pass) }
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("More than half of all trees is told of, exactly half is not")
  func mostEvicted() throws {
    var told: [Bool] = []
    let trees = try fixture.run(Policy(), isDryRun: true).plan?.kept.count ?? 0
    #expect(trees > 4)
    for count in 0...trees {
      let report = try fixture.run(Policy(maxSessions: count, keepShared: false), isDryRun: true)
      #expect(report.isMostEvicted(of: trees) == (report.evicted.count * 2 > trees))
      told.append(report.isMostEvicted(of: trees))
    }
    #expect(Set(told) == [true, false])
  }

  @Test("Subagents' sessions count, and the root brings all of them back, which was never archived")
  func subagents() throws {
    let fixture = try PassFixture(
      SampleDatabase.Options(shape: .children, targetSize: ByteCount(1_500_000), oddRows: false))
    let before = try fixture.base.digest()
    var policy = Policy(subagentMaxAge: .days(5))
    let all = try fixture.run(policy, isDryRun: true).evicted
    #expect(all.count > 5 && all.allSatisfy { !$0.isWholeTree })
    policy.maxEvictionsPerPass = 2
    var gone: [SessionID] = []
    while case let report = try fixture.run(policy), !report.evicted.isEmpty {
      #expect(report.evicted.count <= 2)
      gone += report.evicted.map(\.tree.id)
      #expect(report.plan?.waitingSubagents == all.count - gone.count)
    }
    #expect(Set(gone) == Set(all.map(\.tree.id)))
    for root in Set(all.map(\.root)) { try fixture.base.restore(root) }
    #expect(try fixture.base.digest() == before)
  }

  @Test("What counts is what went, not what was planned")
  func notPlanned() throws {
    let settings = fixture.settings(Policy(maxSessions: 1, keepShared: false))
    let noRoom = FreeSpace { _ in .zero }
    let report = Pass(path: fixture.path, settings: settings, freeSpace: noRoom).run()
    #expect(report.failure != nil)
    let plan = try #require(report.plan)
    #expect(plan.evictions.count > plan.kept.count)
    #expect(!report.isMostEvicted(of: plan.evictions.count + plan.kept.count))
  }
}

extension PassReport {
  fileprivate func isMostEvicted(of count: Int) -> Bool {
    warnings.contains { if case .mostEvicted(let share, _) = $0 { share.all == count } else { false } }
  }
}
