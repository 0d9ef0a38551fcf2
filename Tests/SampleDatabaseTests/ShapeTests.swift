import OpencodeStore
import SampleDatabase
import Testing

@Suite("Where the bytes are")
struct ShapeTests {
  private static let bytes = "sum(length(CAST(data AS BLOB)))"

  private func sample(
    _ generation: SampleDatabase.Generation, _ shape: SampleDatabase.Shape
  ) throws -> Sample {
    var options = SampleDatabase.Options.small(generation, shape, oddRows: false)
    options.targetSize = .mebibytes(4)
    return try Sample(options)
  }

  @Test func oneSessionFullOfAttachments() throws {
    let sample = try sample(.v1, .parts)
    let huge = try #require(sample.summary.special.huge).rawValue.quotedLiteral
    let bytes = try sample.integer("SELECT \(Self.bytes) FROM part WHERE session_id = \(huge)")
    let share = Double(bytes) / Double(sample.summary.size.bytes)
    #expect((0.15...0.27).contains(share))
    #expect(
      try sample.integer(
        "SELECT count(*) FROM part WHERE session_id = \(huge) "
          + "AND data LIKE '{\"type\":\"file\",\"mime\":\"application/pdf\"%;base64,%'") > 5)
  }

  @Test(arguments: [(SampleDatabase.Generation.v1, "session"), (.v2, "session_v2")])
  func mostlyChildren(_ generation: SampleDatabase.Generation, _ table: String) throws {
    let sample = try sample(generation, .children)
    let share = "SELECT 100 * sum(parent_id IS NOT NULL) / count(*) FROM \(table)"
    #expect((80...92).contains(try sample.integer(share)))
    let missing = "SELECT count(*) FROM \(table) WHERE parent_id NOT IN (SELECT id FROM \(table))"
    #expect(try sample.integer(missing) == 0)
    let content = generation == .v1 ? "part" : "session_message"
    let bytes = try sample.integer(
      "SELECT \(Self.bytes) FROM \(content) JOIN \(table) ON \(table).id = session_id "
        + "WHERE parent_id IS NOT NULL")
    let all = try sample.integer("SELECT \(Self.bytes) FROM \(content)")
    #expect((65...85).contains(100 * bytes / all))
  }

  @Test(arguments: SampleDatabase.Generation.allCases)
  func mostlyEvents(_ generation: SampleDatabase.Generation) throws {
    let sample = try sample(generation, .events)
    let bytes = try sample.integer("SELECT \(Self.bytes) FROM event")
    let content = try ["message", "part", "session_message"].filter { sample.summary.rows[$0] != nil }
      .reduce(0) { try $0 + sample.integer("SELECT ifnull(\(Self.bytes), 0) FROM \($1)") }
    #expect((65...95).contains(100 * bytes / (bytes + content)))
    #expect(
      Set(try sample.texts("SELECT DISTINCT type FROM event"))
        == ["message.updated.1", "message.part.updated.1", "session.updated.1"])
  }

  @Test(arguments: SampleDatabase.Generation.allCases)
  func everythingIsJSON(_ generation: SampleDatabase.Generation) throws {
    let sample = try sample(generation, .parts)
    for table in ["message", "part", "session_message", "event"] where sample.summary.rows[table] != nil {
      #expect(try sample.integer("SELECT count(*) FROM \(table) WHERE NOT json_valid(data)") == 0)
    }
  }

  /// opencode takes the next number from here.
  @Test(arguments: SampleDatabase.Generation.allCases)
  func sequencesAreNotBehindTheirEvents(_ generation: SampleDatabase.Generation) throws {
    let sample = try sample(generation, .events)
    #expect(
      try sample.integer(
        "SELECT count(*) FROM event JOIN event_sequence USING (aggregate_id) "
          + "WHERE event.seq > event_sequence.seq") == 0)
    let sessions = generation == .v1 ? "session" : "session_v2"
    #expect(
      try sample.integer(
        "SELECT count(*) FROM \(sessions) WHERE id NOT IN (SELECT aggregate_id FROM event_sequence)") == 0)
  }
}
