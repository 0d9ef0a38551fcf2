import OpencodeStore
import RetentionPolicy
import SessionArchive
import TestSupport
import WriterTrial

/// Runs writers on copies of one database.
struct WriterComparison {
  let folder: TrialFolder
  let original: DatabaseDigest
  let limit: ByteCount
  let options: WriterFleet.Options

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
    try folder.renew()
    let fleet = try WriterFleet(database: folder.database, folder: folder.journals, options: options)
    let began = Microseconds.now
    Clock.sleep(milliseconds: Int(duration.count / 1_000))
    return try fleet.stop().filter { $0.began >= began }
  }

  /// The writers, and a pass.
  func besidePass() throws -> BesidePass {
    let run = try RunBesideWriters(in: folder, writers: options) {
      try folder.startPass(configuration: #"{ "maxSizeMB": \#(limit.bytes >> 20) }"#)
    }
    let output = try PassOutput(File.text(folder.passOutput))
    let archived = try ArchivedRows.digest(
      of: output.evicted.map { SessionID($0.id) }, in: ArchiveDirectory(path: folder.archive),
      schemaOf: folder.database)
    let check = try TrialCheck(
      original: original, records: run.records, database: folder.database, archived: archived,
      evicted: output.evictedSessions)
    return BesidePass(
      records: run.during, output: output,
      phases: Phase.all(of: output.durations, from: run.began, to: run.ended, log: run.log),
      duration: run.duration, check: check, before: run.before, after: run.after,
      largestLog: run.log.largest)
  }
}
