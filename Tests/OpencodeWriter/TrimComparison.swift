import OpencodeStore
import TestSupport
import WriterTrial

/// Removes the same events from copies of one database, each time beside a writer.
struct TrimComparison {
  let folder: TrialFolder
  let writers: WriterFleet.Options

  /// All events of trees that are idle, and no session.
  private static let configuration = #"{ "eventMaxAgeDays": 0.01, "eventIdleHours": 0.01 }"#
  /// How long the writer is alone before, in milliseconds.
  private static let alone = 3_000

  /// By a pass. Says, too, from which sessions they went, and what it warned of.
  func byPass() throws -> (figures: TrimFigures, sessions: [String], warnings: [PassOutput.Warning]) {
    let run = try RunBesideWriters(in: folder, writers: writers, alone: Self.alone) {
      try folder.startPass(configuration: Self.configuration)
    }
    try require(run, "retentiond")
    let output = try PassOutput(File.text(folder.passOutput))
    let figures = TrimFigures(
      run, rows: Int64(output.trimmed.reduce(0) { $0 + $1.rows }),
      longestLock: output.durations.longestEvictionLock, durations: output.durations)
    var sessions: [String] = []
    try Connection(path: folder.archive + "/catalog.db", mode: .readOnly)
      .prepare("SELECT id FROM archived_session WHERE content = 'events' ORDER BY entry")
      .forEachRow { sessions.append($0.text(at: 0) ?? "") }
    return (figures, sessions, output.warnings)
  }

  /// By the shell: so many rows in one transaction, or all of them.
  func byShell(_ sessions: [String], rowsAtOnce: Int?, rows: Int64) throws -> TrimFigures {
    let delete = ShellDelete(database: folder.database, sessions: sessions, rowsAtOnce: rowsAtOnce)
    let run = try RunBesideWriters(in: folder, writers: writers, alone: Self.alone) {
      try delete.start(rows: rows, in: folder.path)
    }
    try require(run, "sqlite3")
    let account = try ShellDelete.account(in: folder.path)
    return TrimFigures(run, rows: account.rows, longestLock: account.longestLock)
  }

  private func require(_ run: RunBesideWriters, _ program: String) throws {
    guard run.ending == .exited(0) else { throw ToolFailure(program: program, ending: run.ending) }
  }
}
