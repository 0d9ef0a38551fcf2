import ArgumentParser
import RetentionPolicy
import SampleDatabase

/// Makes a database shaped like opencode's, to try retentiond on.
@main
struct SampleDatabaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample-database",
    abstract: "Makes a database shaped like opencode's, to try retentiond on.",
    discussion: "The same options make the same rows. An existing file is never overwritten.")

  @Argument(help: "The file to make.")
  var path: String

  @Option(help: "Which opencode wrote it.")
  var generation = SampleDatabase.Generation.v1

  @Option(help: "Where its bytes are.")
  var shape = SampleDatabase.Shape.parts

  @Option(help: "The size of the file in MB of 1,048,576 bytes.")
  var megabytes: Int64 = 16

  @Option(help: "The rows follow from this number.")
  var seed: UInt64 = 1

  @Option(
    help: "The moment the sessions lie before: milliseconds since 1970 or 2026-11-21T09:00:00Z.",
    transform: Moment.init(argument:))
  var now: Moment?

  @Option(help: "The size of one giant value, on top of the file's size.")
  var giantMegabytes: Int64?

  @Flag(inversion: .prefixedNo, help: "Rows that are unusual but allowed.")
  var oddRows = true

  @Flag(help: "Also make storage/session_diff files beside the database (V1 sessions).")
  var sideFiles = false

  @Option(help: "How far the upgrade from V1 to V2 has come.")
  var migration = SampleDatabase.Migration.completed

  func validate() throws {
    guard megabytes > 0 else { throw ValidationError("--megabytes must be at least 1") }
    // SQLite's own limit for one value. https://sqlite.org/limits.html
    guard (1...950).contains(giantMegabytes ?? 1) else {
      throw ValidationError("--giant-megabytes must be from 1 to 950")
    }
  }

  func run() throws {
    let moment = now ?? Moment.current()
    let summary = try SampleDatabase.make(
      at: path,
      options: SampleDatabase.Options(
        generation: generation, shape: shape, targetSize: .mebibytes(megabytes), seed: seed,
        now: moment.timestamp, oddRows: oddRows, giantValue: giantMegabytes.map { .mebibytes($0) },
        sideFiles: sideFiles, migration: migration))
    print(SummaryText.text(of: summary, path: path, now: moment.timestamp))
  }
}
