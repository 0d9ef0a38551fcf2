import OpencodeStore
import SampleDatabase
import Testing

@Suite("Rows that are unusual but allowed")
struct OddRowTests {
  /// A condition that some row of a V1 database meets.
  static let inV1 = [
    "part WHERE data = '{}'",
    "part WHERE data = ''",
    "part WHERE data GLOB '*🌍*'",
    "part WHERE NOT json_valid(data) AND typeof(data) = 'text'",
    "part WHERE instr(data, '\(String(repeating: "[", count: 5_000))')",
    "part WHERE json_valid(data) AND instr(data, '\(String(repeating: "[", count: 60))')",
    "part WHERE typeof(data) = 'blob'",
    "part WHERE length(CAST(data AS BLOB)) > length(data) AND instr(CAST(data AS BLOB), x'00') > 0",
    "part WHERE instr(CAST(data AS BLOB), x'FFFE') > 0",
    "part WHERE substr(data, 1, 1) IN (' ', char(10), char(9)) AND json_valid(data)",
    "part WHERE data LIKE '%\"id\":%\"id\":%'",
    "part WHERE data LIKE '%-0.0%1e308%123456789012345678901234567890%'",
    "part WHERE typeof(time_created) = 'real' AND time_created = 1e308",
    "part WHERE typeof(time_created) = 'text'",
    "part WHERE typeof(time_created) = 'blob'",
    "part WHERE time_created = 9223372036854775807",
    "part WHERE message_id NOT IN (SELECT id FROM message)",
    "part JOIN message ON message.id = message_id WHERE part.session_id <> message.session_id",
    "message WHERE session_id NOT IN (SELECT id FROM session)",
    "message WHERE json_valid(data) AND data LIKE '%\"role\":\"assistant\"%' AND data NOT LIKE '%completed%'",
    "todo WHERE session_id NOT IN (SELECT id FROM session)",
    "session_share JOIN session ON session.id = session_id WHERE share_url IS NOT NULL",
    "session WHERE cost = 1e308",
    "session WHERE typeof(metadata) = 'blob'",
  ]

  /// The same for every generation, with `sessions` for its table of sessions.
  static let inAll = [
    "sessions WHERE workspace_id IS NOT NULL",
    "sessions WHERE parent_id NOT IN (SELECT id FROM sessions)",
    "sessions AS a JOIN sessions AS b ON a.parent_id = b.id AND b.parent_id = a.id",
    "sessions WHERE id GLOB '*''*' AND id GLOB '*\"*' AND id GLOB '* *'",
    "sessions WHERE id GLOB '*/*' AND id GLOB '*語*'",
    "sessions WHERE time_updated = 9223372036854775807",
    "sessions WHERE time_archived IS NOT NULL",
    "event_sequence WHERE owner_id IS NOT NULL",
    "event_sequence WHERE aggregate_id LIKE 'ses%' AND aggregate_id NOT IN (SELECT id FROM sessions)",
    "event WHERE aggregate_id LIKE 'wrk%'",
    "event WHERE aggregate_id NOT IN (SELECT aggregate_id FROM event_sequence)",
  ]

  static let inV2 = [
    "session_v2 WHERE title IS NULL",
    "session_v2 WHERE time_suspended IS NOT NULL",
    "session_pending WHERE type = 'compaction' AND delivery IS NULL",
    "session_inbox WHERE session_id NOT IN (SELECT id FROM session_v2)",
    "session_message WHERE session_id NOT IN (SELECT id FROM session_v2)",
    "session_message WHERE typeof(data) = 'blob'",
    "session_message WHERE typeof(time_updated) = 'text'",
    "instruction_entry WHERE value IS NULL",
    "instruction_entry WHERE typeof(value) = 'blob'",
  ]

  @Test func everyKindStandsInV1() throws {
    let sample = try Sample(.small(.v1))
    for condition in Self.inV1 + Self.inAll.map({ named($0, "session") }) {
      #expect(try sample.integer("SELECT count(*) FROM \(condition)") > 0, "\(condition.prefix(120))")
    }
  }

  @Test func everyKindStandsInV2() throws {
    let sample = try Sample(.small(.v2))
    for condition in Self.inV2 + Self.inAll.map({ named($0, "session_v2") }) {
      #expect(try sample.integer("SELECT count(*) FROM \(condition)") > 0, "\(condition)")
    }
  }

  @Test(arguments: SampleDatabase.Generation.allCases)
  func theSummaryNamesThem(_ generation: SampleDatabase.Generation) throws {
    let sample = try Sample(.small(generation))
    let special = sample.summary.special
    let table = generation == .v2 ? "session_v2" : "session"
    let single = [
      special.oldest, special.huge, special.shared, special.inWorkspace, special.owned, special.unfinished,
      special.archived, special.fromTheFuture, special.missingParent, special.oddValues,
    ]
    let named = try single.map { try #require($0) } + special.cycle + special.oddIDs
    for id in named {
      let count = "SELECT count(*) FROM \(table) WHERE id = \(id.rawValue.quotedLiteral)"
      #expect(try sample.integer(count) == 1, "\(id)")
    }
    for id in special.absent {
      let count = "SELECT count(*) FROM \(table) WHERE id = \(id.rawValue.quotedLiteral)"
      #expect(try sample.integer(count) == 0, "\(id)")
    }
    #expect(special.cycle.count == 2)
    #expect(special.oddIDs.count == 3)
  }

  @Test func noneWhenNotAskedFor() throws {
    let sample = try Sample(.small(.v1, oddRows: false))
    #expect(sample.summary.special.oddValues == nil)
    #expect(sample.summary.special.oddIDs == [])
    #expect(try sample.integer("SELECT count(*) FROM part WHERE NOT json_valid(data)") == 0)
    #expect(try sample.integer("SELECT count(*) FROM session WHERE share_url IS NOT NULL") == 0)
  }

  private func named(_ condition: String, _ table: String) -> String {
    condition.split(separator: "sessions", omittingEmptySubsequences: false).joined(separator: table)
  }
}
