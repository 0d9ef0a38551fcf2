import WriterTrial

/// What it took to remove the same events in one way, in one round. Lengths of time are in milliseconds, sizes in bytes.
struct TrimFigures {
  let rows: Int64
  let time: Int64
  /// The steps of a pass; nil for the shell.
  let durations: PassOutput.Durations?
  let longestLock: Int64
  let longestWait: Int64
  /// The longest wait of the writer while it was alone.
  let longestWaitBefore: Int64
  let writes: Int
  let failed: Int
  let largestLog: Int64
  let returned: Int64

  init(_ run: RunBesideWriters, rows: Int64, longestLock: Int64, durations: PassOutput.Durations? = nil) {
    let waits = WaitStatistics(run.during)
    self.rows = rows
    time = run.duration.count / 1_000
    self.durations = durations
    self.longestLock = longestLock
    longestWait = waits.longest.count / 1_000
    longestWaitBefore = WaitStatistics(run.earlier).longest.count / 1_000
    (writes, failed) = (waits.count, waits.failed)
    largestLog = run.log.largest.bytes
    returned = max(0, run.before.size.bytes - run.after.size.bytes)
  }
}
