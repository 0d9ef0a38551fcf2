import OpencodeStore
import SampleDatabase
import Testing

@Suite("The tables of each generation")
struct GenerationTests {
  static let onlyV1 = ["session", "message", "part", "todo", "session_share"]
  static let onlyV2 = [
    "session_v2", "session_inbox", "session_pending", "instruction_state", "instruction_entry",
    "instruction_blob", "worktree",
  ]

  @Test(arguments: SampleDatabase.Generation.allCases)
  func tables(_ generation: SampleDatabase.Generation) throws {
    let sample = try Sample(.small(generation))
    let tables = Set(try sample.texts("SELECT name FROM sqlite_master WHERE type = 'table'"))
    #expect(tables.isSuperset(of: Self.onlyV1) == (generation != .v2))
    #expect(tables.isDisjoint(with: Self.onlyV1) == (generation == .v2))
    #expect(tables.isSuperset(of: Self.onlyV2) == (generation != .v1))
    #expect(tables.isDisjoint(with: Self.onlyV2) == (generation == .v1))
    #expect(tables.isSuperset(of: ["session_message", "event", "event_sequence", "project", "kv"]))
    #expect(Set(sample.summary.rows.keys) == tables)
  }

  @Test func emptyTablesOfV1() throws {
    let rows = try Sample(.small(.v1)).summary.rows
    for table in ["session_message", "session_input", "session_context_epoch"] { #expect(rows[table] == 0) }
  }

  @Test(arguments: [
    (SampleDatabase.Generation.v1, "session"), (.v2, "session_v2"), (.upgraded, "session_v2"),
  ])
  func parentOfSessionMessage(_ generation: SampleDatabase.Generation, _ parent: String) throws {
    let sample = try Sample(.small(generation))
    let keys = "SELECT \"table\" || ' ' || \"from\" || ' ' || on_delete FROM pragma_foreign_key_list"
    #expect(try sample.texts("\(keys)('session_message')") == ["\(parent) session_id CASCADE"])
  }

  @Test func foreignKeysOfV1() throws {
    let sample = try Sample(.small(.v1))
    let keys = "SELECT \"table\" || ' ' || \"from\" || ' ' || on_delete FROM pragma_foreign_key_list"
    #expect(try sample.texts("\(keys)('session')") == ["project project_id CASCADE"])
    #expect(try sample.texts("\(keys)('part')") == ["message message_id CASCADE"])
    #expect(try sample.texts("\(keys)('event')") == ["event_sequence aggregate_id CASCADE"])
    #expect(try sample.texts("\(keys)('event_sequence')") == [])
  }

  @Test(arguments: [
    (SampleDatabase.Migration.completed, ["completed"]), (.sessions, ["sessions"]), (.absent, []),
  ])
  func stateOfTheUpgrade(_ migration: SampleDatabase.Migration, _ phases: [String]) throws {
    var options = SampleDatabase.Options.small(.upgraded)
    options.migration = migration
    let sample = try Sample(options)
    let state = "FROM kv WHERE key = 'migration.v1-v2'"
    #expect(try sample.texts("SELECT json_extract(value, '$.phase') \(state)") == phases)
    let cursors = try sample.texts("SELECT json_extract(value, '$.cursor') \(state)").filter { !$0.isEmpty }
    #expect(cursors.count == (migration == .sessions ? 1 : 0))
    for cursor in cursors {
      #expect(try sample.integer("SELECT count(*) FROM session_v2 WHERE id = \(cursor.quotedLiteral)") == 1)
    }
  }

  @Test func sessionsOfAnUpgradedDatabase() throws {
    let sample = try Sample(.small(.upgraded))
    let special = sample.summary.special
    #expect(!special.onlyV1.isEmpty)
    #expect(!special.onlyV2.isEmpty)
    #expect(
      Set(try sample.texts("SELECT id FROM session EXCEPT SELECT id FROM session_v2"))
        == Set(special.onlyV1.map(\.rawValue)))
    #expect(
      Set(try sample.texts("SELECT id FROM session_v2 EXCEPT SELECT id FROM session"))
        == Set(special.onlyV2.map(\.rawValue)))
  }
}
