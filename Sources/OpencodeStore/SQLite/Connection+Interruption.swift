internal import CSQLite
internal import RetentionPolicy

extension Connection {
  /// Runs statements, asking `shouldStop` again and again meanwhile.
  /// https://sqlite.org/c3ref/progress_handler.html
  ///
  /// - Returns: false when it was stopped.
  /// - Throws: `SQLiteError`, `Interrupted`, or what `shouldStop` throws.
  func execute(_ sql: String, stoppingWhen shouldStop: () throws -> Bool) throws -> Bool {
    try withoutActuallyEscaping(shouldStop) { shouldStop in
      hooks.question = shouldStop
      hooks.failure = nil
      defer { hooks.question = nil }
      do {
        try execute(sql)
        return true
      } catch let error as SQLiteError where .interrupted ~= error.code {
        if let failure = hooks.failure { throw failure }
        return false
      }
    }
  }

  /// Runs one call of SQLite that asks nobody while it lasts, such as a checkpoint, and cuts it short when work
  /// is to stop or `limit` has passed: SQLite then answers `SQLITE_INTERRUPT`.
  /// https://sqlite.org/c3ref/interrupt.html
  ///
  /// - Throws: what `body` throws; `ReclaimError.system` when there is no thread to be had.
  func stoppable<Result>(within limit: Milliseconds? = nil, _ body: () throws -> Result) throws -> Result {
    if hooks.keepsRecords { return try body() }
    let end = BoundedQueue<Bool>(capacity: 1)
    let watcher = try Worker { [hooks = WatchedConnection(handle: handle, interruption: interruption)] in
      let watch = Stopwatch()
      while !end.isClosed(within: Self.lookInterval) {
        let (interruption, elapsed) = (hooks.interruption, watch.elapsed)
        let isRequested = elapsed < Self.longest ? interruption.isRequested : interruption.wasSeen
        if isRequested || limit.map({ elapsed >= $0 }) ?? false { sqlite3_interrupt(hooks.handle) }
      }
    }
    defer {
      end.close()
      watcher.wait()
    }
    return try body()
  }

  private static let lookInterval = Milliseconds(20)
  /// What takes longer hangs, as far as anybody can tell: asking whether to stop, which the watchdog takes for a sign
  /// of life, ends then.
  private static let longest = Milliseconds(600_000)
}

/// What the watching thread needs of a connection. `sqlite3_interrupt` may be called from any thread as long as
/// the connection is open, and it is until that thread has ended.
private struct WatchedConnection: @unchecked Sendable {
  let handle: OpaquePointer
  let interruption: Interruption
}
