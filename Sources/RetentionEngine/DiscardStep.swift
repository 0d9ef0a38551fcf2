internal import OpencodeStore
internal import RetentionPolicy

/// Deletes the rows of a plan that are to lie nowhere, as the user said.
struct DiscardStep {
  let eviction: TreeEviction

  /// Deletes them, session by session.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`; what went by then is in the report.
  func run(_ plan: Plan, _ report: inout PassReport) throws {
    let policy = eviction.settings.policy
    let discarded = plan.trims.filter { policy.handling(of: $0.content) == .discard }
    guard !discarded.isEmpty else { return }
    let watch = Stopwatch()
    let checkpoint = try GuardedCheckpoint(path: eviction.path, pause: eviction.pause)
    let pacer = LockPacer(pause: eviction.pause)
    defer {
      report.durations.evict = report.durations.evict + watch.elapsed
      report.durations.longestEvictionLock = max(report.durations.longestEvictionLock, pacer.longestLock)
      report.durations.longestReclaimLock = max(
        report.durations.longestReclaimLock, checkpoint.longestLock)
    }
    let (connection, schema) = (eviction.connection, eviction.schema)
    let trimmer = try Trimmer(connection: connection, schema: schema, pacer: pacer) {
      _ = try checkpoint.runIfLarger(than: Self.logBound)
    }
    let look = eviction.lastLook(plan)
    let rows = SessionRows(connection: connection, schema: schema)
    let total = discarded.reduce(ByteCount.zero) { $0 + $1.tree.bytes }
    var done = ByteCount.zero
    for step in discarded {
      eviction.progress?.progress(.evict, done: done, of: total)
      done += step.tree.bytes
      let order = try connection.transaction(.deferred) { () throws -> DiscardOrder? in
        guard try look.mayGo(step, &report) else { return nil }
        let kept = try policy.keptRows(of: step, connection, schema)
        // What is appended from here on stays.
        let seen = try rows.rowids(of: step.content, of: step.tree.id).mapValues { $0.subtracting(kept) }
        return DiscardOrder(step.content, of: step.tree.id, under: policy, rows: seen)
      }
      guard let order else { continue }
      report.trimmed.append(
        PassReport.Trimmed(eviction: step, rows: try trimmer.discard(order), archiveFile: nil))
    }
  }

  /// The log is emptied from this size on.
  private static let logBound = ByteCount.mebibytes(16)
}
