import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// Values that are unusual but that SQLite keeps: each is archived, evicted and restored exactly.
@Suite struct OddValueTests {
  /// SQL expressions for values of a column declared `text`.
  static let values = [
    "''", "'{}'", "'{ }'", "'{\n\t\r }'", "' {}'", "'{} '", "'[]'", "'[1]'", "'null'", "'12'", "'not JSON'",
    "'{'",
    #"'{"a":1'"#, "char(0)", "'a' || char(0) || 'b'", "'{\"a\":\"' || char(0) || '\"}'",
    "CAST(x'ff' AS TEXT)", "CAST(x'7b2261223a22ff227d' AS TEXT)", "CAST(x'c3' AS TEXT)", "x''", "x'00ff'",
    "CAST('{\"type\":\"text\"}' AS BLOB)", #"'{"id":"x"}'"#, #"'{"id":1,"id":2}'"#, #"'{"a":1,"a":2}'"#,
    #"'{"retentiond":{}}'"#, #"'{"messageID":"m"}'"#, #"'{"sessionID":"s"}'"#, #"'{"type":"a","b":1}'"#,
    #"'{"\u0069d":"x"}'"#, #"'{"a":"\ud83c"}'"#, #"'{"a":-0.0,"b":1e999}'"#, "'{\"grün\":\"🌲\"}'",
    "'{\"a\":' || \(nested(95)) || '}'", "'{\"a\":' || \(nested(96)) || '}'",
    "'{\"a\":' || \(nested(5_000)) || '}'",
  ]
  /// Sizes about every limit of a reader or writer: the fingerprint's whole value, the columns of a shaped row,
  /// what it keeps, a piece, a long value.
  static let sizes = [4_096, 64 << 10, 128 << 10, 256 << 10, 1 << 20].flatMap { [$0 - 1, $0, $0 + 1] }

  private static func nested(_ levels: Int) -> String {
    "replace(hex(zeroblob(\(levels))), '00', '[') || replace(hex(zeroblob(\(levels))), '00', ']')"
  }

  @Test("Odd values come back exactly", arguments: SampleDatabase.Generation.allCases)
  func oddValues(_ generation: SampleDatabase.Generation) throws {
    let fixture = try ArchiveFixture(generation, sql: TreeRows.sql(generation))
    for (index, value) in Self.values.enumerated() {
      try fixture.execute(Self.rows(generation, index: index, value: value))
    }
    try expectExactReturn(fixture)
  }

  @Test(
    "Values about the limits of the readers come back exactly",
    arguments: [
      (SampleDatabase.Generation.v1, #"{"a":"|"}"#, sizes), (.v2, #"{"a":"|"}"#, sizes),
      (.v1, "plain |", sizes),
      // Spaces: an object without keys whose end is far from its beginning.
      (.v1, "{|}", Array(sizes[..<12])),
    ])
  func limits(_ generation: SampleDatabase.Generation, _ frame: String, _ sizes: [Int]) throws {
    let fixture = try ArchiveFixture(generation, sql: TreeRows.sql(generation))
    let edges = frame.split(separator: "|", omittingEmptySubsequences: false)
    for (index, size) in sizes.enumerated() {
      let filling = size - frame.utf8.count + 1
      let value = "'\(edges[0])' || replace(hex(zeroblob(\(filling))), '00', ' ') || '\(edges[1])'"
      try fixture.execute(
        generation == .v1
          ? """
          INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
            VALUES ('prt_size\(index)', 'msg_a', 'ses_root', 1, 1, \(value));
          INSERT INTO event (id, aggregate_id, seq, type, data)
            VALUES ('evt_size\(index)', 'ses_root', \(100 + index), 'odd', \(value));
          """
          : """
          INSERT INTO session_message (id, session_id, type, seq, time_created, time_updated, data)
            VALUES ('msg_size\(index)', 'ses_root', 'user', \(100 + index), 1, 1, \(value));
          """)
    }
    try expectExactReturn(fixture)
  }

  @Test("A value of 40 MB is streamed and comes back exactly")
  func longValue() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    try fixture.execute(
      """
      UPDATE part SET data = '{"a":"é' || replace(hex(zeroblob(40000)), '00', printf('%.999c🌲', 'x')) || '"}'
        WHERE id = 'prt_1'
      """)
    #expect(
      try fixture.integer("SELECT length(CAST(data AS BLOB)) FROM part WHERE id = 'prt_1'") > 40_000_000)
    try expectExactReturn(fixture)
  }

  @Test("Numbers of every kind come back in their storage class")
  func numbers() throws {
    let fixture = try ArchiveFixture(
      .v1,
      sql: TreeRows.sql() + """
        ALTER TABLE part ADD COLUMN anything; ALTER TABLE todo ADD COLUMN anything;
        ALTER TABLE message ADD COLUMN anything BLOB;
        """)
    let values = [
      "0", "-1", "9223372036854775807", "-9223372036854775807 - 1", "9007199254740993", "0.5", "-0.0",
      "1e308",
      "1e999", "-1e999", "5e-324", "1e15", "1e16", "0.1 + 0.2", "'1'", "x'31'", "NULL", "1.0",
    ]
    for (index, value) in values.enumerated() {
      try fixture.execute(
        """
        INSERT INTO message (id, session_id, time_created, time_updated, data, anything)
          VALUES ('msg_n\(index)', 'ses_root', \(value == "NULL" ? "0" : value), 1, '{}', \(value));
        INSERT INTO part (id, message_id, session_id, time_created, time_updated, data, anything)
          VALUES ('prt_n\(index)', 'msg_n\(index)', 'ses_root', 1, 1, '{"a":1}', \(value));
        INSERT INTO todo VALUES ('ses_root', 'c', 's', 'p', \(100 + index), 1, 1, \(value));
        """)
    }
    try expectExactReturn(fixture)
  }

  /// Rows that hold a value wherever one of a generation may stand.
  private static func rows(_ generation: SampleDatabase.Generation, index: Int, value: String) -> String {
    let event = """
      INSERT INTO event (id, aggregate_id, seq, type, data)
        VALUES ('evt_odd\(index)', 'ses_root', \(100 + index), 'odd', \(value));
      """
    let v1 = """
      INSERT INTO message (id, session_id, time_created, time_updated, data)
        VALUES ('msg_odd\(index)', 'ses_root', \(index), 1, \(value));
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
        VALUES ('prt_odd\(index)', 'msg_odd\(index)', 'ses_root', 1, 1, \(value)),
          ('prt_odd\(index)_2', 'msg_a', 'ses_root', 1, 1, \(value));
      """
    let v2 = """
      INSERT INTO session_message (id, session_id, type, seq, time_created, time_updated, data)
        VALUES ('msg_v2_odd\(index)', 'ses_root', 'user', \(100 + index), 1, 1, \(value));
      INSERT INTO instruction_entry (session_id, key, value, time_created, time_updated)
        VALUES ('ses_root', 'key\(index)', \(value), 1, 1);
      """
    return event + (generation == .v2 ? "" : v1) + (generation == .v1 ? "" : v2)
  }
}

/// Archives, verifies, evicts and restores the tree of `TreeRows`, and compares all rows of the database.
///
/// - Parameter rows: how many rows belong to the tree; nil: that is not known.
func expectExactReturn(
  _ fixture: ArchiveFixture, rows: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let before = try fixture.digest()
  let receipt = try fixture.receipt(TreeRows.root)
  #expect(receipt.rowCount == rows ?? receipt.rowCount, sourceLocation: sourceLocation)
  #expect(try fixture.evict(receipt).isComplete, sourceLocation: sourceLocation)
  let between = try fixture.digest()
  #expect(between.rows(missingIn: before).isEmpty, sourceLocation: sourceLocation)
  let gone = before.rows(missingIn: between).values.reduce(0) { $0 + $1.count }
  #expect(gone == receipt.rowCount, sourceLocation: sourceLocation)
  try fixture.restore(TreeRows.child)
  #expect(try fixture.digest() == before, sourceLocation: sourceLocation)
}
