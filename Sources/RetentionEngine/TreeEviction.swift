internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// The middle of a pass: archives trees, and rows that nobody misses, in one file, then verifies and evicts them one by
/// one.
struct TreeEviction {
  let path: String
  let connection: Connection
  let schema: Schema
  let settings: PassSettings
  let catalog: Catalog
  let progress: (any ProgressObserver)?
  let pause: Pause

  /// Archives, verifies and evicts trees.
  ///
  /// - Parameter logBound: from this size on the log is copied back between two slices, so that it never gets
  ///   large.
  /// - Returns: what they take in the archive.
  /// - Throws: `ArchiveError`, `SQLiteError`. What was evicted by then is in the archive and in the report.
  func run(
    _ evictions: ArraySlice<Plan.Eviction>, logBound: ByteCount, _ report: inout PassReport
  ) throws -> ByteCount {
    let checkpoint = try GuardedCheckpoint(path: path, pause: pause)
    defer {
      report.durations.longestReclaimLock = max(
        report.durations.longestReclaimLock, checkpoint.longestLock)
    }
    // Whoever keeps all others from writing keeps the rows from going, too: then an archive would be for nothing.
    try connection.transaction(.immediate) {}
    guard let archive = try archive(evictions, checkpoint, logBound, &report) else { return .zero }
    try catalog.record(archive)
    let plainBytes = archive.trees.reduce(ByteCount.zero) { $0 + $1.plainBytes }
    report.archiveFiles.append(
      PassReport.ArchiveFile(
        path: archive.path, bytes: archive.bytes, plainBytes: plainBytes,
        catalogPath: settings.archive.catalogPath))
    try evict(archive, evictions, checkpoint, logBound, &report)
    return archive.bytes
  }

  // MARK: Archive

  /// Writes all trees that still stand in the database; nil when there are none.
  private func archive(
    _ evictions: ArraySlice<Plan.Eviction>, _ checkpoint: GuardedCheckpoint, _ logBound: ByteCount,
    _ report: inout PassReport
  ) throws -> WrittenArchive? {
    let watch = Stopwatch()
    // What was in vain, as it was stopped or there was no room, took its time, too.
    defer { report.durations.archive = report.durations.archive + watch.elapsed }
    let look = lastLook(report.plan)
    let writer = try ArchiveWriter(directory: settings.archive, at: settings.now, level: settings.level)
    let rows = SessionRows(connection: connection, schema: schema)
    let total = evictions.reduce(ByteCount.zero) { $0 + $1.tree.bytes }
    var done = ByteCount.zero
    var count = 0
    let dataFolder = DatabaseFile(path: path).folder
    for eviction in evictions {
      progress?.progress(.archive, done: done, of: total)
      if !eviction.content.isTrim,
        let hindrance = SideFile.hindrance(of: eviction.tree.sessions.map(\.id), dataFolder: dataFolder)
      {
        report.warnings.append(.sideFileUnreadable(tree: eviction.tree.id, hindrance))
        continue
      }
      let headers = eviction.tree.sessions.map { session in
        ElementHeader(
          session: session, root: eviction.root, content: eviction.content, generation: schema.generation,
          archived: settings.now, database: path)
      }
      // One snapshot a tree: short enough not to keep the log from being emptied.
      try connection.transaction(.deferred) {
        guard try look.mayGo(eviction, &report) else { return }
        let kept = try settings.policy.keptRows(of: eviction, connection, schema)
        try writer.append(headers, rows: rows, dataFolder: dataFolder, besides: kept)
        count += 1
      }
      // The disk is busy with the archive: opencode need not wait for it.
      _ = try checkpoint.runIfLarger(than: logBound)
      done += eviction.tree.bytes
    }
    return count == 0 ? nil : try writer.finish()
  }

  /// What looks once more whether something may go.
  func lastLook(_ plan: Plan?) -> LastLook {
    LastLook(plan, path: path, connection: connection, schema: schema, settings: settings)
  }

  // MARK: Evict

  private func evict(
    _ archive: WrittenArchive, _ evictions: ArraySlice<Plan.Eviction>, _ checkpoint: GuardedCheckpoint,
    _ logBound: ByteCount, _ report: inout PassReport
  ) throws {
    let verifier = try ArchiveVerifier(archive)
    let pacer = LockPacer(pause: pause)
    let evictor = try Evictor(connection: connection, schema: schema, pacer: pacer) {
      _ = try checkpoint.runIfLarger(than: logBound)
    }
    let trimmer = try Trimmer(connection: connection, schema: schema, pacer: pacer) {
      _ = try checkpoint.runIfLarger(than: logBound)
    }
    // Those that were archived stand in the archive in the order of the plan.
    var planned = evictions
    Allocator.giveBack()
    let total = evictions.reduce(ByteCount.zero) { $0 + $1.tree.bytes }
    try mark(archive.trees, in: archive, as: .evicting)
    var ended: [Ending: [SessionID]] = [:]
    defer {
      report.durations.longestEvictionLock = max(report.durations.longestEvictionLock, pacer.longestLock)
    }
    // Whatever ends this loop, what became of the trees before is recorded.
    let result = Result {
      var done = ByteCount.zero
      for tree in archive.trees {
        planned = planned.drop { $0.tree.id != tree.ids[0] || $0.content != tree.content }
        guard let eviction = planned.popFirst() else { break }
        progress?.progress(.evict, done: done, of: total)
        done += eviction.tree.bytes
        let states =
          tree.content.isTrim
          ? try trim(tree, eviction, archive, verifier, trimmer, &report)
          : try evict(tree, eviction, archive, verifier, evictor, &report)
        for (state, ids) in states { ended[Ending(content: tree.content, state: state), default: []] += ids }
      }
    }
    // A power failure may take the rows back: then they must not be called gone, or nobody sweeps what is left.
    try connection.syncCommits()
    for (ending, ids) in ended { try catalog.mark(ids, ending.content, in: archive.name, as: ending.state) }
    try result.get()
  }

  private func mark(
    _ trees: [WrittenArchive.Tree], in archive: WrittenArchive, as state: CatalogEntry.State
  ) throws {
    for (content, trees) in Dictionary(grouping: trees, by: \.content) {
      try catalog.mark(trees.flatMap(\.ids), content, in: archive.name, as: state)
    }
  }

  /// Removes rows of a session that stays, or of one that never was, and says what became of them.
  private func trim(
    _ tree: WrittenArchive.Tree, _ eviction: Plan.Eviction, _ archive: WrittenArchive,
    _ verifier: ArchiveVerifier, _ trimmer: Trimmer, _ report: inout PassReport
  ) throws -> [CatalogEntry.State: [SessionID]] {
    let watch = Stopwatch()
    let receipt = try verifier.verify(tree)
    let verified = watch.elapsed
    report.durations.verify = report.durations.verify + verified
    defer { report.durations.evict = report.durations.evict + watch.elapsed - verified }
    guard let rows = try trimmer.trim(receipt, tree.content), rows > 0 || receipt.rowCount == 0 else {
      // Another retentiond, with another archive, may have been faster.
      let isThere = try SessionRows(connection: connection, schema: schema)
        .hasRows(tree.content, of: eviction.tree.id)
      if isThere {
        report.warnings.append(.inUse(tree: eviction.tree.id))
      } else {
        report.goneMeanwhile += 1
      }
      return [isThere ? .superseded : .archived: tree.ids]
    }
    if tree.content == .orphans {
      try connection.syncCommits()
      for file in try verifier.unchangedSideFiles(of: tree) { report.remove(file) }
    }
    report.trimmed.append(
      PassReport.Trimmed(eviction: eviction, rows: rows, archiveFile: archive.name))
    return [.evicted: tree.ids]
  }

  private func evict(
    _ tree: WrittenArchive.Tree, _ eviction: Plan.Eviction, _ archive: WrittenArchive,
    _ verifier: ArchiveVerifier,
    _ evictor: Evictor, _ report: inout PassReport
  ) throws -> [CatalogEntry.State: [SessionID]] {
    let watch = Stopwatch()
    let receipt = try verifier.verify(tree)
    let verified = watch.elapsed
    report.durations.verify = report.durations.verify + verified
    defer { report.durations.evict = report.durations.evict + watch.elapsed - verified }
    // It counts from that moment on: what ends the sweeping leaves the rest to the next pass.
    let outcome = try evictor.evict(receipt) {
      report.evicted.append(
        PassReport.Evicted(eviction, archiveFile: archive.name))
    }
    switch outcome {
    case .changed:
      // Somebody deleted it meanwhile: there is no newer state, and nothing that a later pass would look at.
      guard try SessionRows(connection: connection, schema: schema).exists(tree.root) else {
        report.goneMeanwhile += 1
        return [.archived: tree.ids]
      }
      report.warnings.append(.changed(tree: eviction.tree, archiveFile: archive.name))
      return [.superseded: tree.ids]
    case .cameBack(_, let back):
      report.evicted.removeLast()
      report.warnings.append(.cameBack(tree: eviction.tree, archiveFile: archive.name))
      return [.superseded: back, .evicted: tree.ids.filter { !back.contains($0) }]
    case .evicted(_, let left):
      if left > 0 { report.warnings.append(.rowsLeft(tree: tree.root, count: left)) }
      let files = try verifier.unchangedSideFiles(of: tree)
      // Were the rows back after a power failure and the files not, the next archive would lack the files.
      if !files.isEmpty { try connection.syncCommits() }
      for file in files { report.remove(file) }
      return [.evicted: tree.ids]
    }
  }
}

/// What became of sessions, or of a content of them.
private struct Ending: Hashable {
  let content: Content
  let state: CatalogEntry.State
}
