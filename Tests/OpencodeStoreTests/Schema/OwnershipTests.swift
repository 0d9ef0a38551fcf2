import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// Which session a row belongs to: one at most, whatever it says.
@Suite struct OwnershipTests {
  @Test(
    "No row belongs to two sessions, and every row of a session that stands to one",
    arguments: SampleDatabase.Generation.allCases)
  func atMostOne(_ generation: SampleDatabase.Generation) throws {
    let fixture = try ArchiveFixture(
      SampleDatabase.Options(generation: generation, targetSize: ByteCount(400_000), seed: 5),
      sql: TreeRows.sql(generation))
    let connection = try Connection(path: fixture.path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    let rows = SessionRows(connection: connection, schema: schema)
    let sessions = try fixture.trees().flatMap { $0.sessions.map(\.id) }
    #expect(Set(sessions).count == sessions.count)
    for table in schema.tables {
      var owned: Set<RowID> = []
      for session in sessions {
        let found = try rows.rowids(of: session, in: table)
        #expect(owned.isDisjoint(with: found), "\(table.name)")
        owned.formUnion(found)
      }
      if table.hasColumn("session_id"), table.name != "part" {
        let standing = schema.sessionTables.map { "SELECT id FROM \($0.name)" }.joined(separator: " UNION ")
        let count = try connection.integer(
          "SELECT count(*) FROM \(table.name) WHERE session_id IN (\(standing))")
        #expect(owned.count == Int(count), "\(table.name)")
      }
    }
  }

  @Test("A part belongs to its message's session, else to the one that it names")
  func contradictingPart() throws {
    let fixture = try ArchiveFixture(
      .v1,
      sql: TreeRows.sql() + """
        INSERT INTO session (id, project_id, slug, directory, title, version, time_created, time_updated)
          VALUES ('ses_other', 'prj_tree', '', '', '', '', 1, 1);
        INSERT INTO part (id, message_id, session_id, time_created, time_updated, data) VALUES
          ('prt_x', 'msg_a', 'ses_other', 1, 1, '{"a":1}'), ('prt_y', 'msg_gone', 'ses_other', 1, 1, '{}'),
          ('prt_z', 'msg_gone', 'ses_root', 1, 1, '{}');
        """)
    let before = try fixture.digest()
    let receipt = try fixture.receipt(TreeRows.root)
    #expect(receipt.rowCount == TreeRows.countV1 + 2)
    #expect(try fixture.evict(receipt).isComplete)
    #expect(try fixture.integer("SELECT count(*) FROM part WHERE id IN ('prt_x', 'prt_z')") == 0)
    #expect(try fixture.integer("SELECT count(*) FROM part WHERE id = 'prt_y'") == 1)
    try fixture.restore(TreeRows.root)
    #expect(try fixture.digest() == before)
  }
}
