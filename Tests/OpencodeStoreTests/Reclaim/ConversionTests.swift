import Glibc
import RetentionPolicy
import TestSupport
import Testing

@testable import OpencodeStore

@Suite struct ConversionTests {
  private let now = Timestamp(milliseconds: 1_795_251_600_000)

  private func conversion(
    _ sample: ReclaimSample, limits: Conversion.Limits = .init(),
    experience: ConversionExperience = .init(), freeSpace: FreeSpace = .ofFileSystem,
    observer: @escaping (Conversion.Moment) throws -> Void = { _ in }
  ) throws -> Conversion {
    Conversion(
      path: sample.path, asideFolder: sample.asideFolder,
      checkpoint: try GuardedCheckpoint(path: sample.path, pause: .none), limits: limits,
      experience: experience, now: now, freeSpace: freeSpace, pause: .none, observer: observer)
  }

  private func expectConverted(
    _ outcome: ConversionOutcome, _ form: ConversionOutcome.Form, attempts: Int,
    _ location: SourceLocation = #_sourceLocation
  ) -> ConversionOutcome.Converted? {
    guard case .converted(let converted) = outcome else {
      Issue.record("\(outcome)", sourceLocation: location)
      return nil
    }
    #expect(converted.form == form, sourceLocation: location)
    #expect(converted.attempts == attempts, sourceLocation: location)
    return converted
  }

  @Test(arguments: ReclaimSample.Journal.allCases)
  func aQuietDatabaseIsConvertedAtOnce(journal: ReclaimSample.Journal) throws {
    let sample = try ReclaimSample(journal: journal)
    let before = try sample.digest()
    let footprint = try FileFootprint(databasePath: sample.path)
    let idle = try sample.open()
    let sessions = try idle.integer("SELECT count(*) FROM session")

    let outcome = try conversion(sample).run()
    let converted = try #require(expectConverted(outcome, .optimistic, attempts: 1))
    let usage = try sample.open().pageUsage()
    #expect(usage.autoVacuum == .incremental)
    #expect(usage.isWAL == (journal == .wal))
    #expect(usage.pages == converted.pages)
    #expect(usage.freePages == PageCount(0))
    let after = try FileFootprint(databasePath: sample.path)
    #expect(after.databaseSize == usage.pages.bytes(pageSize: usage.pageSize))
    #expect(after.databaseSize.bytes * 2 < footprint.databaseSize.bytes + footprint.logSize.bytes)
    #expect(try sample.digest() == before)
    #expect(try sample.complaints() == [])
    #expect(try idle.integer("SELECT count(*) FROM session") == sessions)
    #expect(try idle.integer("PRAGMA user_version") == 7)
    #expect(sample.leftovers() == [])
    #expect(try conversion(sample).run() == .notNeeded)
  }

  @Test func whereAnotherWasFirstThereIsNothingLeftToDo() throws {
    let sample = try ReclaimSample(journal: .wal)
    let before = try sample.digest()
    var isConverted = false
    let outcome = try conversion(sample) { moment in
      guard moment == .compacted(.optimistic), !isConverted else { return }
      isConverted = true
      try sample.open().execute("PRAGMA auto_vacuum=INCREMENTAL; VACUUM")
    }.run()
    #expect(isConverted)
    #expect(outcome == .notNeeded)
    #expect(try sample.digest() == before)
    #expect(sample.leftovers() == [])
  }

  @Test(arguments: ReclaimSample.Journal.allCases)
  func aCommitInBetweenIsNoticedAndKept(journal: ReclaimSample.Journal) throws {
    let sample = try ReclaimSample(journal: journal)
    let before = try sample.digest()
    let writer = try sample.open()
    var commits = 0
    let outcome = try conversion(sample) { moment in
      guard moment == .compacted(.optimistic), commits < 2 else { return }
      commits += 1
      try writer.execute("INSERT INTO session VALUES('new_\(commits)', 'x')")
    }.run()
    _ = expectConverted(outcome, .optimistic, attempts: 3)
    #expect(try sample.digest().subtracting(before).count == 2)
    #expect(try sample.digest().isSuperset(of: before))
    #expect(try sample.complaints() == [])
  }

  @Test(arguments: ReclaimSample.Journal.allCases)
  func theLockIsHeldWhenOthersAlwaysWrite(journal: ReclaimSample.Journal) throws {
    let sample = try ReclaimSample(journal: journal)
    let before = try sample.digest()
    let writer = try Connection(path: sample.path, mode: .readWrite, busyTimeout: Milliseconds(0))
    var commits = 0
    var refusals = 0
    let outcome = try conversion(sample) { moment in
      guard case .compacted = moment else { return }
      do {
        try writer.execute("INSERT INTO session VALUES('new_\(commits)', 'x')")
        commits += 1
      } catch let error as SQLiteError where .busy ~= error.code {
        refusals += 1
      }
    }.run()
    _ = expectConverted(outcome, .held, attempts: 4)
    #expect(commits == 3)
    #expect(refusals == 1)
    #expect(try sample.digest().subtracting(before).count == 3)
    #expect(try sample.complaints() == [])
  }

  @Test func aFailureHalfwayChangesNothing() throws {
    struct Stop: Error {}
    let sample = try ReclaimSample()
    let before = try sample.digest()
    let conversion = try conversion(sample) { moment in
      if case .copying = moment { throw Stop() }
    }
    #expect(throws: Stop.self) { try conversion.run() }
    #expect(try sample.open().pageUsage().autoVacuum == .none)
    #expect(try sample.digest() == before)
    #expect(try sample.complaints() == [])
    #expect(sample.leftovers() == [])
  }

  @Test func itWaitsForOtherProcessesWhenTheLockWouldLastTooLong() throws {
    let sample = try ReclaimSample()
    let before = try sample.digest()
    let free = try sample.open().pageUsage().freeBytes
    var limits = Conversion.Limits()
    limits.lockBound = Milliseconds(-1)
    let shell = try ShellProcess(databasePath: sample.path)
    #expect(shell.run("SELECT count(*) FROM session;") == ["61"])
    guard case .waiting(let waiting) = try conversion(sample, limits: limits).run() else {
      Issue.record("it did not wait")
      return
    }
    #expect(waiting.bytesThatWait == free)
    #expect(waiting.holders.processes.contains { $0.processID == shell.processID })
    #expect(try sample.open().pageUsage().autoVacuum == .none)
    #expect(try sample.digest() == before)
  }

  private func waiting(_ outcome: ConversionOutcome) throws -> ConversionOutcome.Waiting {
    guard case .waiting(let waiting) = outcome else { throw Unexpected(outcome: outcome) }
    return waiting
  }

  private struct Unexpected: Error { let outcome: ConversionOutcome }

  /// Counts how often it was compacted.
  private final class Compactions {
    var count = 0
    func observe(_ moment: Conversion.Moment) {
      if case .compacted = moment { count += 1 }
    }
  }

  @Test func whatIsKnownToLastTooLongIsNotCompactedAgainBesideOthers() throws {
    let sample = try ReclaimSample()
    let shell = try ShellProcess(databasePath: sample.path)
    #expect(shell.run("SELECT count(*) FROM session;") == ["61"])
    let compactions = Compactions()
    let slow = ConversionExperience(copying: ByteCount(1_000))
    let outcome = try waiting(
      conversion(sample, experience: slow, observer: compactions.observe).run())
    #expect(outcome.hindrance == .lock)
    #expect(outcome.predictedLock > Milliseconds(2_000))
    #expect(outcome.experience == slow)
    #expect(compactions.count == 0)
    // Asked for, it is done all the same.
    let converted = try conversion(sample, limits: .onRequest, experience: slow).run()
    _ = expectConverted(converted, .optimistic, attempts: 1)
    #expect(shell.run("PRAGMA integrity_check;") == ["ok"])
  }

  @Test func anAttemptInVainIsRememberedAndNotRepeatedAtOnce() throws {
    let sample = try ReclaimSample()
    let before = try sample.digest()
    let shell = try ShellProcess(databasePath: sample.path)
    var limits = Conversion.Limits()
    limits.heldAttempts = 0
    var writes = 0
    let first = try waiting(
      conversion(sample, limits: limits) { moment in
        guard case .compacted = moment else { return }
        writes += 1
        #expect(shell.run("INSERT INTO session VALUES('new_\(writes)', 'x');") == [])
      }.run())
    #expect(first.hindrance == .writers)
    #expect(first.experience.failures == 1)
    #expect(first.experience.lastAttempt == now)
    #expect(first.experience.compacting != nil)

    let compactions = Compactions()
    let second = try waiting(
      conversion(sample, experience: first.experience, observer: compactions.observe).run())
    #expect(second.hindrance == .writers)
    #expect(second.experience == first.experience)
    #expect(compactions.count == 0)

    let later = ConversionExperience(failures: 1, lastAttempt: now - .hours(1))
    _ = expectConverted(try conversion(sample, experience: later).run(), .optimistic, attempts: 1)
    #expect(try sample.digest().subtracting(before).count == writes)
  }

  @Test func whenNobodyElseIsThereWhatWasLearnedDoesNotMatter() throws {
    let sample = try ReclaimSample()
    let bad = ConversionExperience(copying: ByteCount(1), failures: 9, lastAttempt: now)
    _ = expectConverted(try conversion(sample, experience: bad).run(), .optimistic, attempts: 1)
  }

  @Test func aLockThatLastsTooLongIsGivenUpWhenSomebodyComes() throws {
    let sample = try ReclaimSample()
    let before = try sample.digest()
    var limits = Conversion.Limits()
    limits.lockBound = Milliseconds(0)
    limits.fastestCopy = .mebibytes(1 << 20)
    limits.pagesPerStep = 1
    var shell: ShellProcess?
    let outcome = try conversion(sample, limits: limits) { moment in
      guard case .copying = moment else { return }
      shell = try ShellProcess(databasePath: sample.path)
      _ = shell?.run("SELECT count(*) FROM session;")
    }.run()
    guard case .waiting(let waiting) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(waiting.holders.processes.contains { $0.command == "sqlite3" })
    #expect(shell?.run("PRAGMA auto_vacuum;") == ["0"])
    #expect(try sample.digest() == before)
    #expect(try sample.complaints() == [])
  }

  @Test func anotherProcessWritesOnBeforeAndAfter() throws {
    let sample = try ReclaimSample()
    let before = try sample.digest()
    let shell = try ShellProcess(databasePath: sample.path)
    var writes = 0
    let outcome = try conversion(sample) { moment in
      guard moment == .compacted(.optimistic), writes < 1 else { return }
      writes += 1
      #expect(shell.run("INSERT INTO session VALUES('meanwhile', 'x');") == [])
    }.run()
    _ = expectConverted(outcome, .optimistic, attempts: 2)
    // A connection learns of the new mode with its next transaction.
    #expect(shell.run("PRAGMA integrity_check; PRAGMA auto_vacuum;") == ["ok", "2"])
    #expect(shell.run("DELETE FROM part WHERE id % 2 = 1; SELECT changes() > 0;") == ["1"])
    #expect(shell.run("SELECT count(*) FROM session WHERE id = 'meanwhile';") == ["1"])
    #expect(try sample.digest().subtracting(before).count == 1)
    #expect(try sample.complaints() == [])
  }

  @Test func tooLittleSpaceIsSaidBeforeAnythingIsDone() throws {
    let sample = try ReclaimSample(rows: 50)
    let before = try sample.digest()
    let usage = try sample.open().pageUsage()
    let needed = usage.liveBytes.bytes + usage.liveBytes.bytes / 64
    // Enough for the one file, but both lie on one file system.
    let free = ByteCount(needed + 100)
    let folder = sample.folder.path
    #expect(throws: ReclaimError.insufficientSpace(folder: folder, missing: ByteCount(needed - 100))) {
      try conversion(sample, freeSpace: FreeSpace { _ in free }).run()
    }
    #expect(try sample.open().pageUsage().autoVacuum == .none)
    #expect(try sample.digest() == before)
    #expect(sample.leftovers() == [])
  }

  @Test func damageIsReportedAsSQLiteDoes() throws {
    let sample = try ReclaimSample(journal: .delete)
    let descriptor = Glibc.open(sample.path, O_WRONLY)
    let noise = [UInt8](repeating: 0xA5, count: 3 * 4_096)
    #expect(pwrite(descriptor, noise, noise.count, 4_096) == noise.count)
    close(descriptor)
    let error = #expect(throws: SQLiteError.self) { try conversion(sample).run() }
    #expect(error?.code.meansDamage == true)
    #expect(sample.leftovers() == [])
  }
}

@Suite struct AsideFileTests {
  @Test func onlyWhatACrashLeftIsRemoved() throws {
    let folder = try TemporaryFolder()
    let used = try AsideFile(in: folder.path)
    for name in ["retentiond-compact-1-abc.db", "retentiond-compact-1-abc.db-journal", "other.db"] {
      close(creat("\(folder.path)/\(name)", 0o600))
    }
    #expect(try Conversion.removeStale(in: folder.path) == 1)
    let name = used.path.dropFirst(folder.path.count + 1)
    #expect(Set(folder.contents()) == ["other.db", String(name)])
  }

  @Test func isPrivate() throws {
    let folder = try TemporaryFolder()
    try Folder.makePrivate(folder.path + "/aside")
    let file = try AsideFile(in: folder.path + "/aside")
    var status = stat()
    #expect(stat(file.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(stat(folder.path + "/aside", &status) == 0 && status.st_mode & 0o777 == 0o700)
  }
}
