internal import Glibc
internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Archives and evicts what is to go: at once where there is room for all of it, and otherwise batch by batch,
/// so that the bytes of one batch pay for the next.
struct BatchedEviction {
  let connection: Connection
  let eviction: TreeEviction
  let reclaim: ReclaimStep
  let disks: PassDisks

  /// Archives, verifies and evicts what is planned; what is to lie nowhere goes before, as it needs no room.
  ///
  /// - Throws: `PassError.insufficientSpace` when the next tree does not fit, before anything of it was
  ///   written; `ArchiveError`, `SQLiteError`, `ReclaimError`. What was evicted by then is in the archive and
  ///   in the report.
  func run(_ plan: Plan, _ report: inout PassReport) throws {
    try DiscardStep(eviction: eviction).run(plan, &report)
    var trees = (plan.trims.filter { policy.handling(of: $0.content) == .archive } + plan.evictions)[...]
    var estimate = SpaceEstimate()
    // What is free already need not wait for the first batch.
    if try !planner(estimate).fitsAtOnce(trees.map(\.tree)), try connection.pageUsage().freePages.pages > 0 {
      try reclaim.run(&report)
    }
    while !trees.isEmpty {
      switch try planner(estimate).next(trees.map(\.tree)) {
      case .stop(let shortage): throw try disks.error(shortage)
      case .evict(let count):
        let batch = trees.prefix(count)
        trees = trees.dropFirst(count)
        try evict(batch, &estimate, &report)
        guard !trees.isEmpty else { return }
        try reclaim.run(&report)
        // What does not come back cannot pay for more of the archive.
        if try waitsForOthers(report) && disks.shareArchiveAndDatabase { return }
      }
    }
  }

  private var policy: Policy { eviction.settings.policy }

  private func waitsForOthers(_ report: PassReport) -> Bool {
    guard case .conversion(.waiting(let waiting)) = report.reclaim?.work else { return false }
    return waiting.hindrance == .lock || waiting.hindrance == .writers
  }

  private func planner(_ estimate: SpaceEstimate) throws -> BatchPlanner {
    let usage = try connection.pageUsage()
    return BatchPlanner(
      room: try disks.room(), estimate: estimate, usedBytes: usage.liveBytes,
      needsConversion: usage.autoVacuum == .none)
  }

  private func evict(
    _ batch: ArraySlice<Plan.Eviction>, _ estimate: inout SpaceEstimate, _ report: inout PassReport
  ) throws {
    let evicted = report.evicted.count
    do {
      let archived = try eviction.run(batch, logBound: try disks.room().logBound, &report)
      estimate.learn(evicted: batch.reduce(ByteCount.zero) { $0 + $1.tree.bytes }, archived: archived)
    } catch  where Self.meansFullDisk(error) && report.evicted.count > evicted {
      // Somebody else took the room. What went all the same is given back, the log above all; if that fails
      // too, the first failure is the one to tell of.
      do { try reclaim.run(&report) } catch let second where second.endsAllWork { throw second } catch {}
      throw error
    }
  }

  private static func meansFullDisk(_ error: any Error) -> Bool {
    switch error {
    case let error as SQLiteError: .full ~= error.code
    case ArchiveError.file(_, _, let code): code == ENOSPC || code == EDQUOT
    default: false
    }
  }
}
