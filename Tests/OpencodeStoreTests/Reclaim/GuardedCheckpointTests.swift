import RetentionPolicy
import TestSupport
import Testing

@testable import OpencodeStore

@Suite struct GuardedCheckpointTests {
  /// Two frames and the header: https://sqlite.org/fileformat2.html#walformat
  private static let nextToNothing = ByteCount(32 + 2 * (24 + 4_096))

  @Test func cutsTheLogBesideAnIdleConnection() throws {
    let sample = try ReclaimSample()
    let idle = try sample.open()
    _ = try idle.pageUsage()
    let before = try sample.digest()
    let report = try GuardedCheckpoint(path: sample.path, pause: .none).run()
    #expect(report.outcome == .truncated)
    #expect(report.frames == report.checkpointed)
    #expect(report.logSize <= Self.nextToNothing)
    #expect(try sample.digest() == before)
    #expect(try sample.complaints() == [])
  }

  @Test func changesNoHeaderValue() throws {
    let sample = try ReclaimSample(rows: 20)
    _ = try GuardedCheckpoint(path: sample.path, pause: .none).run()
    #expect(try sample.open().integer("PRAGMA user_version") == 7)
  }

  @Test func aReaderPinsTheLogAndIsNamed() throws {
    let sample = try ReclaimSample()
    let shell = try ShellProcess(databasePath: sample.path)
    _ = shell.run("BEGIN; SELECT count(*) FROM part;")
    try sample.open().execute("DELETE FROM part WHERE id % 2 = 0")
    let checkpoint = try GuardedCheckpoint(path: sample.path, pause: .none)
    let report = try checkpoint.run()
    guard case .pinnedByReader(let readers) = report.outcome else {
      Issue.record("\(report)")
      return
    }
    #expect(readers.map(\.process.processID) == [shell.processID])
    #expect(report.frames > report.checkpointed)
    #expect(report.logSize > Self.nextToNothing)
    _ = shell.run("COMMIT;")
    #expect(try checkpoint.run().outcome == .truncated)
  }

  @Test func aWriterKeepsItBusy() throws {
    let sample = try ReclaimSample(rows: 20)
    let writer = try sample.open()
    let checkpoint = try GuardedCheckpoint(
      path: sample.path, lockWait: Milliseconds(0), pause: .none)
    try writer.transaction(.immediate) {
      try writer.execute("DELETE FROM session")
      let outcome = try checkpoint.run().outcome
      // The writer itself reads, too.
      #expect(outcome != .truncated)
    }
    #expect(try checkpoint.run().outcome == .truncated)
  }

  /// The first pause of a checkpoint that meets a reader, who goes then. Its attempts are 30 ms apart.
  private func pauseForReader(_ sample: ReclaimSample, missing sql: String) throws -> Milliseconds? {
    let reader = try sample.open()
    _ = try reader.pageUsage()
    try reader.execute("BEGIN; SELECT count(*) FROM session")
    try sample.open().execute(sql)
    var pauses: [Milliseconds] = []
    let pause = Pause { duration in
      pauses.append(duration)
      guard reader.isInTransaction else { return }
      do { try reader.execute("ROLLBACK") } catch { Issue.record(error) }
    }
    #expect(try GuardedCheckpoint(path: sample.path, pause: pause).run().outcome == .truncated)
    #expect(try sample.complaints() == [])
    return pauses.first
  }

  @Test func whoReadsForAMomentIsWaitedForUnderTheLock() throws {
    let first = try pauseForReader(ReclaimSample(), missing: "DELETE FROM part WHERE id % 2 = 0")
    #expect(first == Milliseconds(1))
  }

  /// What others keep from being copied beside them is not copied under the write lock a moment later.
  @Test func whatIsLargeIsNeverCopiedUnderTheLock() throws {
    let large = "INSERT INTO session VALUES('large', zeroblob(2000000))"
    #expect(try pauseForReader(ReclaimSample(rows: 20), missing: large) == Milliseconds(30))
  }

  @Test func betweenSlicesOfWorkOthersHaveNothingToCopyBack() throws {
    let sample = try ReclaimSample()
    let opencode = try sample.open()
    let checkpoint = try GuardedCheckpoint(path: sample.path, pause: .none)
    #expect(try checkpoint.runIfLarger(than: .zero)?.outcome == .truncated)
    let before = try opencode.passiveCheckpoint()
    try opencode.execute("DELETE FROM part WHERE id % 2 = 0")
    let after = try opencode.passiveCheckpoint()
    #expect(after.frames > before.frames)
    #expect(after.checkpointed == before.checkpointed)
    // With the whole work done, they have again.
    #expect(try checkpoint.run().outcome == .truncated)
    try opencode.execute("DELETE FROM session")
    #expect(try opencode.passiveCheckpoint().isComplete)
    #expect(try sample.complaints() == [])
  }

  @Test func largeFilesAreCutALittleAtATime() throws {
    let sample = try ReclaimSample(autoVacuum: .full, rows: 20)
    let connection = try sample.open()
    try connection.execute("PRAGMA synchronous=OFF; INSERT INTO session VALUES('large', zeroblob(70000000))")
    let large = try GuardedCheckpoint(path: sample.path, pause: .none).run()
    #expect(large.frames > 17_000)
    try connection.execute("DELETE FROM session WHERE id = 'large'")
    var sizes: [ByteCount] = []
    let pause = Pause { _ in
      do {
        sizes.append(try FileFootprint(databasePath: sample.path).databaseSize)
      } catch {
        Issue.record(error)
      }
    }
    #expect(try GuardedCheckpoint(path: sample.path, pause: pause).run().outcome == .truncated)
    let usage = try connection.pageUsage()
    sizes.append(try FileFootprint(databasePath: sample.path).databaseSize)
    #expect(sizes.count == 5)
    #expect(sizes == sizes.sorted(by: >))
    #expect(sizes.last == usage.pages.bytes(pageSize: usage.pageSize))
    #expect(try sample.complaints() == [])
  }

  @Test func withoutALogThereIsNothingToDo() throws {
    let sample = try ReclaimSample(journal: .delete, rows: 20)
    let report = try GuardedCheckpoint(path: sample.path, pause: .none).run()
    #expect(report.outcome == .notInWALMode)
    #expect(report.logSize == .zero)
  }

  @Test func aSmallLogIsLeftAlone() throws {
    let sample = try ReclaimSample(rows: 20)
    let checkpoint = try GuardedCheckpoint(path: sample.path, pause: .none)
    #expect(try checkpoint.runIfLarger(than: .mebibytes(64)) == nil)
    #expect(try checkpoint.runIfLarger(than: .zero)?.outcome == .truncated)
  }

  @Test func aLogThatCannotBeCutIsNotTriedAgainAtOnce() throws {
    let sample = try ReclaimSample(rows: 20)
    let reader = try sample.open()
    let checkpoint = try GuardedCheckpoint(path: sample.path, pause: .none)
    try reader.transaction(.deferred) {
      _ = try reader.integer("SELECT count(*) FROM session")
      try sample.open().execute("DELETE FROM session")
      #expect(try checkpoint.runIfLarger(than: .zero) != nil)
      #expect(try checkpoint.runIfLarger(than: .zero) == nil)
    }
  }
}

@Suite struct LogPinTests {
  /// The race of https://sqlite.org/wal.html, section 11, needs a log that starts afresh: with the pin held, it
  /// grows although all of it has been copied back, and writers are not kept waiting.
  @Test(arguments: [false, true])
  func holdsTheLogButNoWriter(copiedBackBefore: Bool) throws {
    let sample = try ReclaimSample(rows: 50)
    let guardian = try sample.open()
    let copier = try sample.open()
    let writer = try Connection(path: sample.path, mode: .readWrite, busyTimeout: Milliseconds(0))
    if copiedBackBefore { #expect(try copier.passiveCheckpoint().isComplete) }

    let pin = try LogPin(connection: guardian)
    let marks = try LogReader.all(databasePath: sample.path).flatMap(\.marks)
    #expect(marks.contains { $0 > 0 })
    let pinned = try copier.passiveCheckpoint()
    #expect(!pinned.wasBusy)
    try writer.execute("INSERT INTO session VALUES('one', 'x')")
    let grown = try copier.passiveCheckpoint()
    #expect(grown.frames > pinned.frames)

    pin.release()
    #expect(try copier.passiveCheckpoint().isComplete)
    try writer.execute("INSERT INTO session VALUES('two', 'x')")
    #expect(try copier.passiveCheckpoint().frames < grown.frames)
    #expect(try sample.complaints() == [])
  }
}
