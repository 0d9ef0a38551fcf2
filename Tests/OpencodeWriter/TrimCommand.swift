import ArgumentParser
import TestSupport
import WriterTrial

/// What it takes that events go: by a pass, and by the `sqlite3` shell.
struct TrimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trim",
    abstract: "Compare a pass of retentiond that trims events with the sqlite3 shell, each beside a writer.",
    discussion:
      "Leaves what the last pass printed and how much memory each had in output.json and memory.txt.")

  @Argument(help: "A folder for copies of the database; it must exist.")
  var folder: String

  @Argument(help: "The database; it is left as it is.")
  var sample: String

  @Option(help: "The mean pause between two writes of the writer, in milliseconds.")
  var pause = 20

  @Option(help: "How often to compare.")
  var rounds = 1

  /// About 8 MB in a database of shape `events`.
  private static let rowsAtOnce = 2_000

  func run() throws {
    var byPass: [TrimFigures] = []
    var atOnce: [TrimFigures] = []
    var inSlices: [TrimFigures] = []
    var warnings: [PassOutput.Warning] = []
    for round in 1...rounds {
      var options = WriterFleet.Options()
      options.count = 1
      options.pauseMilliseconds = pause
      options.seed = UInt64(round)
      let comparison = TrimComparison(
        folder: TrialFolder(path: folder, sample: sample), writers: options)
      StandardErrors.note("Round \(round) of \(rounds): retentiond")
      let pass = try comparison.byPass()
      byPass.append(pass.figures)
      warnings = pass.warnings
      for (name, rowsAtOnce) in [("one transaction", nil), ("slices", Self.rowsAtOnce)] as [(String, Int?)] {
        StandardErrors.note("Round \(round) of \(rounds): sqlite3, \(name)")
        let figures = try comparison.byShell(
          pass.sessions, rowsAtOnce: rowsAtOnce, rows: pass.figures.rows)
        if rowsAtOnce == nil { atOnce.append(figures) } else { inSlices.append(figures) }
      }
    }
    let table = TrimTable(ways: [
      ("retentiond", byPass), ("sqlite3, one transaction", atOnce),
      ("sqlite3, \(Self.rowsAtOnce) rows at a time", inSlices),
    ])
    print(table.text)
    // What the writer used, and how large the database is, is as it is meant to be.
    for warning in warnings where !["tree-in-use", "database-grown"].contains(warning.code) {
      print("\n\(warning.code): \(warning.message)")
    }
  }
}
