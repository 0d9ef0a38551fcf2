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
    var watch = LogWatch(database: database)
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
      phases: Phase.all(of: output.durations, from: began, to: ended, log: watch),
      duration: ended - began, check: check, before: before, after: after, largestLog: watch.largest)
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

/// Looks at the log while a pass is at work.
struct LogWatch {
  private let database: String
  private var looks: [(moment: Microseconds, size: ByteCount)] = []

  init(database: String) {
    self.database = database
  }

  mutating func look() throws {
    looks.append((.now, try FileFootprint(databasePath: database).logSize))
  }

  /// The largest that it was.
  var largest: ByteCount { looks.map(\.size).max() ?? .zero }

  /// When it was at its largest after a moment.
  func peak(after moment: Microseconds) -> Microseconds {
    looks.filter { $0.moment >= moment }.max { $0.size < $1.size }?.moment ?? moment
  }
}
