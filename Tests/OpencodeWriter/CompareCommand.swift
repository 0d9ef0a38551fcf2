import ArgumentParser
import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import WriterTrial

/// The same writers beside a pass, and alone for as long as the pass took.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare how long writes take beside a pass of retentiond and without.")

  @Argument(help: "A folder for the databases; it must exist.")
  var folder: String

  @Option(help: "The size of the database.")
  var megabytes: Int64 = 1_280

  @Option(help: "maxSizeMB.")
  var limit: Int64 = 200

  @Option(help: "How many writers there are.")
  var writers = 8

  @Option(help: "The mean pause between two writes of one of them, in milliseconds.")
  var pause = 20

  @Option(help: "After how many pages of the log they run a checkpoint; opencode leaves it at 1000.")
  var autocheckpoint = 1_000

  @Option(help: "How often to compare.")
  var rounds = 1

  func run() throws {
    let sample = folder + "/sample.db"
    StandardErrors.note("Making a database of \(megabytes) MB")
    _ = try SampleDatabase.make(
      at: sample, options: SampleDatabase.Options(targetSize: .mebibytes(megabytes), now: Clock.now))
    let original = try DatabaseDigest(of: sample)
    for round in 1...rounds {
      var options = WriterFleet.Options()
      options.count = writers
      options.pauseMilliseconds = pause
      options.autocheckpoint = autocheckpoint
      options.seed = UInt64(round)
      let trial = WriterComparison(
        folder: TrialFolder(path: folder, sample: sample), original: original, limit: .mebibytes(limit),
        options: options)
      StandardErrors.note("Round \(round) of \(rounds): beside a pass")
      let beside = try trial.besidePass()
      StandardErrors.note(
        "Round \(round) of \(rounds): \(writers) writers alone for \(beside.duration.count / 1_000_000) s")
      let alone = try trial.alone(for: beside.duration)
      print(ComparisonText(beside: beside, alone: alone, limit: .mebibytes(limit), writers: writers).text)
    }
  }
}
