import RetentionPolicy
import TestSupport
import Testing

@testable import OpencodeStore

/// What `restore` does with a tree that is there in part, and with `--from`.
@Suite struct RestoreCommandTests {
  private static let root = TreeRows.root.rawValue
  private static let child = TreeRows.child.rawValue

  private func execute(_ sql: String, _ machine: Machine) throws {
    try Connection(path: machine.database, mode: .readWrite).execute(sql)
  }

  /// Evicts all trees but the newest.
  private func evict(_ machine: Machine) throws {
    expect(try machine.once(), 0)
  }

  /// A database whose known tree was evicted, imported in part and evicted again, and its rows before.
  private func evictedTwice() throws -> (machine: Machine, before: DatabaseDigest) {
    let machine = try Machine()
    try machine.makeDatabase()
    try execute(TreeRows.sql(), machine)
    let before = try DatabaseDigest(of: machine.database)
    try machine.configure(#"{"maxAgeDays": 5000, "keepShared": false}"#)
    try evict(machine)
    try execute(TreeRows.importedRoot, machine)
    try evict(machine)
    return (machine, before)
  }

  private func archiveFiles(_ machine: Machine) -> [String] {
    TemporaryFolder.contents(of: machine.archive).filter { $0.hasSuffix(".zst") }
      .sorted { ($0.count, $0) < ($1.count, $1) }
  }

  @Test func theCommandThatAWarningNamesBringsTheOlderStateBack() throws {
    let (machine, before) = try evictedTwice()
    let files = archiveFiles(machine)
    try #require(files.count == 2)
    let restored = try machine.run(["restore", Self.root, "--archive-directory", machine.archive])
    expect(restored, 0, saying: "older state with 10 rows")
    for text in ["2 sessions", files[0], files[1]] { #expect(restored.output.contains(text)) }
    let command = try #require(restored.errors.firstMatch(of: /then run retentiond (.*)\n/))
    try execute("DELETE FROM session WHERE id = 'ses_root'", machine)
    let again = try machine.run(command.output.1.split(separator: " ").map(String.init))
    expect(again, 0)
    #expect(again.output.contains("left      ses_child, as it stands in the database"))
    #expect(try DatabaseDigest(of: machine.database) == before)
  }

  @Test func whatStandsIsLeftAndTheOthersComeBack() throws {
    let (machine, _) = try evictedTwice()
    try execute(TreeRows.importedRoot, machine)
    let restored = try machine.run(["restore", Self.root, Self.child, Self.root])
    expect(restored, 0)
    #expect(restored.output.contains("left      ses_root, as it stands in the database"))
    #expect(restored.output.contains("ses_child: came back with ses_root"))
    expect(try machine.run(["restore", Self.root]), 65, saying: "ses_root stands in")
  }

  @Test func aFileIsGivenByNameOrByPath() throws {
    let (machine, before) = try evictedTwice()
    let files = archiveFiles(machine)
    let name = "--from=\(files[1])"
    expect(try machine.run(["restore", Self.child, name]), 69, saying: "\(files[1]) does not hold ses_child")
    let missing = "--from=none.json.zst"
    expect(try machine.run(["restore", Self.child, missing]), 69, saying: "none.json.zst")
    let elsewhere = "--from=\(machine.file("a.json.zst"))"
    expect(try machine.run(["restore", Self.child, elsewhere]), 69, saying: "does not lie in the archive")
    let path = "--from=\(machine.archive)/./\(files[0])"
    expect(try machine.run(["restore", Self.child, path]), 0)
    #expect(try DatabaseDigest(of: machine.database) == before)
  }
}
