import OpencodeStore
import RetentionPolicy
import SessionArchive
import TestSupport
import WriterTrial

/// Runs writers on copies of one database.
struct WriterComparison {
  let folder: String
  let sample: String
  let original: DatabaseDigest
  let limit: ByteCount
  let options: WriterFleet.Options

  private var database: String { folder + "/opencode.db" }

  /// What happened beside a pass.
  struct BesidePass {
    let records: [WriteRecord]
    let output: PassOutput
    let phases: [Phase]
    let duration: Microseconds
    let check: TrialCheck
    /// The files before, and when the pass had ended and every writer still had them open.
    let before: FileFootprint
    let after: FileFootprint
    let largestLog: ByteCount
  }

  /// The writers alone, for so long.
  func alone(for duration: Microseconds) throws -> [WriteRecord] {
    try makeCopy()
    let fleet = try WriterFleet(database: database, folder: folder + "/journals", options: options)
    let began = Microseconds.now
    Clock.sleep(milliseconds: Int(duration.count / 1_000))
    return try fleet.stop().filter { $0.began >= began }
  }

  /// The writers, and a pass.
  func besidePass() throws -> BesidePass {
    try makeCopy()
    try File.write(#"{ "maxSizeMB": \#(limit.bytes >> 20) }"#, to: folder + "/config.json")
    let before = try FileFootprint(databasePath: database)
    let fleet = try WriterFleet(database: database, folder: folder + "/journals", options: options)
    let began = Microseconds.now
    let process = try ChildProcess(
      [
        try BuiltProgram.path("retentiond"), "--once", "--format", "json", "--database", database, "--config",
        folder + "/config.json", "--archive-directory", folder + "/archive", "--state-directory",
        folder + "/state",
      ], variables: ["HOME": folder, "PATH": "/usr/bin:/bin"], output: folder + "/output.json")
    var watch = FootprintWatch(database: database)
    while !process.hasEnded {
      try watch.look()
      Clock.sleep(milliseconds: 5)
    }
    let ended = Microseconds.now
    let after = try FileFootprint(databasePath: database)
    let records = try fleet.stop()
    let output = try PassOutput(File.text(folder + "/output.json"))
    let archive = ArchiveDirectory(path: folder + "/archive")
    let archived = try ArchivedRows.digest(
      of: output.evicted.map { SessionID($0.id) }, in: archive, schemaOf: database)
    let check = try TrialCheck(
      original: original, records: records, database: database, archived: archived,
      evicted: output.evictedSessions)
    return BesidePass(
      records: records.filter { $0.began >= began && $0.began <= ended }, output: output,
      phases: Phase.all(of: output.durations, from: began, to: ended, logPeak: watch.peakMoment),
      duration: ended - began, check: check, before: before, after: after, largestLog: watch.largestLog)
  }

  /// A fresh copy of the sample, in memory and on the disk, and nothing else.
  private func makeCopy() throws {
    let leftovers = ["archive", "state", "journals", "opencode.db", "opencode.db-wal", "opencode.db-shm"]
    _ = try ToolProcess.output(["rm", "-rf"] + leftovers.map { "\(folder)/\($0)" })
    try File.makeFolder(folder + "/journals")
    _ = try ToolProcess.output(["cp", sample, database])
    _ = try ToolProcess.output(["sync", database])
    _ = try ToolProcess.output(["dd", "if=\(database)", "of=/dev/null", "bs=1M", "status=none"])
  }
}

/// Looks at the files while a pass is at work.
struct FootprintWatch {
  let database: String
  private(set) var largestLog = ByteCount.zero
  /// When the log was at its largest for the first time.
  private(set) var peakMoment = Microseconds(0)

  init(database: String) {
    self.database = database
  }

  mutating func look() throws {
    let log = try FileFootprint(databasePath: database).logSize
    guard log > largestLog else { return }
    largestLog = log
    peakMoment = .now
  }
}
