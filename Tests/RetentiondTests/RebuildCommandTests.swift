import Glibc
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import OpencodeStore

/// `rebuild` as a user runs it.
@Suite struct RebuildCommandTests {
  /// A machine with a session of which only the events are left, and its rows before.
  private func machine(loses: Bool = true) throws -> (machine: Machine, id: SessionID, rows: [[String]]) {
    let machine = try Machine()
    let summary = try machine.makeDatabase("opencode.db", .init(oddRows: false))
    let id = try #require(summary.special.oldest)
    try EventHistory(of: id, in: machine.database, seed: 1).write(of: id, to: machine.database)
    let rows = try EventHistory.rows(of: id, in: machine.database)
    if loses { try EventHistory.loseRows(of: id, in: machine.database) }
    return (machine, id, rows)
  }

  @Test func aLostSessionComesBack() throws {
    let (machine, id, rows) = try machine()
    let rebuilt = try machine.run(["rebuild", id.rawValue])
    expect(rebuilt, 0)
    #expect(access(machine.database + "-wal", F_OK) != 0)
    for text in [id.rawValue, "rebuilt   ", "events in the database and 0 in the archive", machine.database] {
      #expect(rebuilt.output.contains(text), "\(rebuilt.output)")
    }
    #expect(!rebuilt.output.contains("missing"))
    #expect(try EventHistory.rows(of: id, in: machine.database) == rows)
    expect(
      try machine.run(["rebuild", id.rawValue]), 65, saying: "stands in", "retentiond restore",
      "--export FILE",
      "nothing was changed")
  }

  @Test func anExportGoesToAFileOrToStandardOutput() throws {
    let (machine, id, _) = try machine(loses: false)
    let file = machine.file("session.json")
    expect(try machine.run(["rebuild", id.rawValue, "--export", "session.json"]), 0)
    let again = try machine.run(["rebuild", id.rawValue, "--export", file])
    expect(again, 65, saying: "\(file) exists and is not overwritten")
    let piped = try machine.run(["rebuild", id.rawValue, "--export", "-"])
    expect(piped, 0, saying: "rebuilt   ", "into      standard output")
    #expect(try piped.output == File.text(file))
    #expect(piped.output.hasPrefix(#"{"info":{"id":"\#(id.rawValue)","#))
    expect(
      try machine.run(["rebuild", id.rawValue, "--export", "-", "--format", "json"]), 64,
      saying: "no room on standard output")
    expect(
      try machine.run(["rebuild", id.rawValue, "--export", "/none/a.json"]), 69, saying: "could not make")
  }

  @Test func programsReadTheReport() throws {
    let (machine, id, rows) = try machine()
    let rebuilt = try machine.run(["rebuild", id.rawValue, "--format", "json"])
    expect(rebuilt, 0)
    for text in [
      "\"messages\" :", "\"guessed\" : [", "\"missingNumbers\" : 0", "\"database\" : \"\(machine.database)\"",
    ] {
      #expect(rebuilt.output.contains(text), "\(rebuilt.output)")
    }
    #expect(try EventHistory.rows(of: id, in: machine.database) == rows)
    let refused = try machine.run(["rebuild", id.rawValue, "--format", "json"])
    expect(refused, 65)
    #expect(refused.output.contains("\"code\" : \"exists\""))
    #expect(!refused.output.contains("\"rebuilt\""))
  }

  @Test(.enabled(if: PrivateRun.isPossible, "no private mount namespace here"))
  func whereTheJournalReadsItIsAnEvent() throws {
    let (machine, id, rows) = try machine()
    try Connection(path: machine.database, mode: .readWrite).execute(
      "PRAGMA foreign_keys=OFF; DELETE FROM event_sequence WHERE aggregate_id = '\(id.rawValue)'")
    let run = try PrivateRun()
    let journal = try run.journal()
    // A file is none of the journal's business: the first that it reads is what comes after.
    let export = try machine.run(
      ["rebuild", id.rawValue, "--export", "a.json"], wrapper: run.wrapper(isService: true))
    expect(export, 0)
    #expect(export.output.contains("rebuilt   "))
    let rebuilt = try machine.run(["rebuild", id.rawValue], wrapper: run.wrapper(isService: true))
    expect(rebuilt, 0)
    #expect(rebuilt.output.isEmpty && rebuilt.errors.isEmpty)
    let lines = Set(try journal.receive().text.split(separator: "\n").map(String.init))
    for line in [
      "MESSAGE_ID=9474fb436ee6448684aa98eec366f07e", "PRIORITY=5", "RETENTIOND_DATABASE=\(machine.database)",
      "RETENTIOND_SESSION=\(id.rawValue)", "RETENTIOND_ARCHIVE=",
    ] { #expect(lines.contains(line), "\(lines)") }
    let message = try #require(lines.first { $0.hasPrefix("MESSAGE=") })
    #expect(message.hasPrefix("MESSAGE=Rebuilt \(id.rawValue) in \(machine.database) from "))
    #expect(
      message.hasSuffix(" missing: the row of event_sequence, and was left so: opencode would count from 0."))
    #expect(try EventHistory.rows(of: id, in: machine.database) == rows)
  }

  @Test func ofSeveralDatabasesTheOneWithItsRowsIsMeant() throws {
    let (machine, id, rows) = try machine()
    try machine.makeDatabase("opencode-dev.db", .init(seed: 9, oddRows: false))
    try File.write("no database", to: machine.dataFolder + "/opencode-notes.db")
    expect(try machine.run(["rebuild", id.rawValue]), 0)
    #expect(try EventHistory.rows(of: id, in: machine.database) == rows)
    let copy = machine.dataFolder + "/opencode-copy.db"
    try Connection(path: machine.database, mode: .readOnly).execute("VACUUM INTO '\(copy)'")
    expect(try machine.run(["rebuild", id.rawValue]), 65, saying: "opencode-copy.db", "--database")
  }

  @Test func anEvictedSessionIsForRestore() throws {
    let (machine, id, _) = try machine(loses: false)
    try machine.configure(#"{"maxAgeDays": 5000, "maxSessions": 1}"#)
    expect(try machine.once(), 0)
    expect(
      try machine.run(["rebuild", id.rawValue]), 65, saying: "holds \(id.rawValue) whole",
      "retentiond restore")
    // Its events lie in the archive alone.
    let export = try machine.run(["rebuild", id.rawValue, "--export", "-"])
    expect(export, 0, saying: "from      0 events in the database")
  }

  @Test func whatIsWrongIsSaid() throws {
    let machine = try Machine()
    expect(try machine.run(["rebuild", "ses_none"]), 69, saying: "no opencode database was found")
    try machine.makeDatabase("opencode.db", .init(generation: .v2))
    expect(try machine.run(["rebuild", "ses_none"]), 65, saying: "no tables of opencode 1", "--export FILE")
    expect(
      try machine.run(["rebuild", "ses_none", "--export", "a.json"]), 69, saying: "no events of ses_none")
    #expect(access(machine.file("a.json"), F_OK) != 0)
    expect(try machine.run(["rebuild", "ses_none", "--once"]), 64, saying: "--once does not go with rebuild")
    expect(try machine.run(["rebuild"]), 64)
    let missing = try machine.run(["rebuild", "ses_none", "--database", machine.file("none.db")])
    expect(missing, 69, saying: "there is no database at")
  }
}
