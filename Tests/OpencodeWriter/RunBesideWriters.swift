import OpencodeStore
import TestSupport
import WriterTrial

/// A process at work on a fresh copy of a database, and writers beside it.
struct RunBesideWriters {
  /// All writes, those before and after included.
  let records: [WriteRecord]
  let began: Microseconds
  let ended: Microseconds
  let ending: ChildProcess.Ending
  /// The files before, and when the process had ended and every writer still had them open.
  let before: FileFootprint
  let after: FileFootprint
  let log: LogWatch

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - alone: for how many milliseconds the writers write before it starts.
  ///   - start: starts the process.
  init(
    in folder: TrialFolder, writers: WriterFleet.Options, alone: Int = 0, start: () throws -> ChildProcess
  ) throws {
    try folder.renew()
    before = try FileFootprint(databasePath: folder.database)
    let fleet = try WriterFleet(database: folder.database, folder: folder.journals, options: writers)
    Clock.sleep(milliseconds: alone)
    began = Microseconds.now
    let process = try start()
    var watch = LogWatch(database: folder.database)
    while !process.hasEnded {
      try watch.look()
      Clock.sleep(milliseconds: 5)
    }
    ended = Microseconds.now
    after = try FileFootprint(databasePath: folder.database)
    records = try fleet.stop()
    ending = try process.wait()
    log = watch
  }

  var duration: Microseconds { ended - began }
  /// The writes that began before the process did.
  var earlier: [WriteRecord] { records.filter { $0.began < began } }
  /// The writes that began while it was at work.
  var during: [WriteRecord] { records.filter { $0.began >= began && $0.began <= ended } }
}
