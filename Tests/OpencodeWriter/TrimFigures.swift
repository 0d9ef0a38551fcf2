import WriterTrial

/// What it took to remove the same events in one way, in one round. Lengths of time are in milliseconds, sizes in bytes.
struct TrimFigures {
  let rows: Int64
  let time: Int64
  /// The steps of a pass; nil for the shell.
  let durations: PassOutput.Durations?
  let longestLock: Int64
  let longestWait: Int64
  /// The longest wait while bytes came back, which does not count as one before; nil for the shell.
  let longestWaitAtLast: Int64?
  /// The longest wait of the writer while it was alone.
  let longestWaitBefore: Int64
  let writes: Int
  let failed: Int
  let largestLog: Int64
  let returned: Int64

  init(_ run: RunBesideWriters, rows: Int64, longestLock: Int64, durations: PassOutput.Durations? = nil) {
    self.rows = rows
    time = run.duration.count / 1_000
    self.durations = durations
    self.longestLock = longestLock
    // Giving bytes back is the last thing that a pass does.
    let reclaim = durations.map { run.ended - .milliseconds($0.reclaim) }
    let late = run.during.filter { record in reclaim.map { record.began + record.took > $0 } ?? false }
    longestWait = Self.longest(Set(run.during).subtracting(late))
    longestWaitAtLast = durations.map { _ in Self.longest(late) }
    longestWaitBefore = Self.longest(run.earlier)
    writes = run.during.count
    failed = WaitStatistics(run.during).failed
    largestLog = run.log.largest.bytes
    returned = max(0, run.before.size.bytes - run.after.size.bytes)
  }

  private static func longest(_ records: some Collection<WriteRecord>) -> Int64 {
    WaitStatistics(Array(records)).longest.count / 1_000
  }
}
