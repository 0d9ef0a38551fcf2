import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// Databases that are left alone.
@Suite struct RefusalTests {
  /// Tables that hang, or seem to hang, on sessions in a way that is not understood; with rows in them, and without.
  static let tables: [(columns: String, row: String)] = [
    ("a TEXT, b TEXT, FOREIGN KEY (a, b) REFERENCES session (id, slug)", "'ses_root', 'root'"),
    ("sid TEXT REFERENCES session (id) ON DELETE SET NULL", "'ses_root'"),
    ("sid TEXT REFERENCES session (id) ON DELETE SET DEFAULT", "'ses_root'"),
    ("a TEXT REFERENCES session (id), b TEXT REFERENCES session (id)", "'ses_root', 'ses_child'"),
    ("a TEXT REFERENCES message (id), b TEXT REFERENCES part (id)", "'msg_a', 'prt_1'"),
    ("slug TEXT REFERENCES session (slug)", "'root'"),
    ("session_id TEXT", "'ses_root'"),
    ("id TEXT PRIMARY KEY, sid TEXT REFERENCES session (id)) WITHOUT ROWID --", "'x', 'ses_root'"),
    ("sid TEXT REFERENCES session (id), rowid TEXT, _rowid_ TEXT, oid TEXT", "'ses_root', '', '', ''"),
  ]

  @Test("A table that is not understood keeps its database as it is, unless it is empty", arguments: tables)
  func notUnderstood(_ columns: String, _ row: String) throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    try fixture.execute("CREATE TABLE odd (\(columns))")
    #expect(throws: Never.self) { try fixture.schema() }
    #expect(try fixture.evict(try fixture.receipt(TreeRows.root)).isComplete)
    try fixture.execute("INSERT INTO odd VALUES (\(row))")
    try expectRefusal(fixture) { error in
      guard case .tableNotUnderstood(_, "odd", _) = error else { return false }
      return true
    }
  }

  @Test(
    "Tables that refer to each other in a circle are refused whichever of them has rows",
    arguments: ["a", "b", "c"])
  func circle(_ filled: String) throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    try fixture.execute(
      """
      CREATE TABLE a (id TEXT PRIMARY KEY, sid TEXT REFERENCES session (id), other TEXT REFERENCES b (id));
      CREATE TABLE b (id TEXT PRIMARY KEY, sid TEXT REFERENCES session (id), other TEXT REFERENCES a (id));
      CREATE TABLE c (id TEXT PRIMARY KEY, sid TEXT, other TEXT REFERENCES b (id));
      """)
    #expect(throws: Never.self) { try fixture.schema() }
    try fixture.execute("INSERT INTO \(filled) VALUES ('x', 'ses_root', NULL)")
    try expectRefusal(fixture) { error in
      guard case .tableNotUnderstood(_, filled, _) = error else { return false }
      return true
    }
  }

  @Test(
    "A trigger that deleting would set off keeps its database as it is",
    arguments: [
      "CREATE TRIGGER t AFTER DELETE ON session BEGIN DELETE FROM project; END",
      "CREATE TRIGGER t BEFORE DELETE ON part BEGIN SELECT 1; END",
      "CREATE TRIGGER insert2 AFTER DELETE ON session BEGIN DELETE FROM credential; END",
      "CREATE TRIGGER \"insert\" AFTER DELETE ON event WHEN old.seq > 1 BEGIN INSERT INTO project SELECT * FROM project; END",
      "create temp table x (y); CREATE TRIGGER [after insert on] /* insert */ DELETE ON todo BEGIN SELECT 1; END",
      "CREATE TRIGGER t AFTER DELETE ON MESSAGE BEGIN SELECT 1; END",
    ])
  func deleteTrigger(_ sql: String) throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    try fixture.execute(sql)
    try expectRefusal(fixture) { error in
      guard case .deleteTrigger = error else { return false }
      return true
    }
  }

  @Test("A session that refers to another in an unknown way is refused")
  func unknownLink() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    try fixture.execute("ALTER TABLE session ADD COLUMN twin TEXT REFERENCES session (id)")
    try expectRefusal(fixture) { error in
      guard case .tableNotUnderstood(_, "session", _) = error else { return false }
      return true
    }
  }

  @Test(
    "What is no opencode database is said to be none",
    arguments: [
      "", "CREATE TABLE session (id TEXT)", "CREATE TABLE session (id TEXT); CREATE TABLE project (id TEXT)",
      "CREATE VIEW session AS SELECT 1 AS id; CREATE TABLE project (id TEXT)",
    ])
  func foreign(_ sql: String) throws {
    let folder = try TestSupport.TemporaryFolder()
    let connection = try Connection(path: folder.file("x.db"), mode: .create)
    try connection.execute(sql)
    #expect(throws: SchemaError.notOpencode(path: folder.file("x.db"))) {
      try SchemaReader(connection: connection).read()
    }
  }

  @Test("Text in UTF-16 is refused")
  func encoding() throws {
    let folder = try TestSupport.TemporaryFolder()
    let fixture = try ArchiveFixture(.v1)
    let connection = try Connection(path: folder.file("x.db"), mode: .create)
    try connection.execute("PRAGMA encoding = 'UTF-16le'")
    try Connection(path: fixture.path, mode: .readOnly)
      .prepare("SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .forEachRow { try connection.execute($0.text(at: 0) ?? "") }
    #expect(throws: SchemaError.encoding(path: folder.file("x.db"), encoding: "UTF-16le")) {
      try SchemaReader(connection: connection).read()
    }
  }

  @Test("An upgraded database waits for its migration", arguments: SampleDatabase.Migration.allCases)
  func migration(_ migration: SampleDatabase.Migration) throws {
    let fixture = try ArchiveFixture(
      SampleDatabase.Options(generation: .upgraded, targetSize: ByteCount(200_000), migration: migration))
    let reader = SchemaReader(connection: try Connection(path: fixture.path, mode: .readOnly))
    let schema = try reader.read()
    #expect(schema.generation == .upgraded)
    let phase = migration == .sessions ? "sessions" : nil
    if migration == .completed {
      #expect(throws: Never.self) { try reader.requireCompletedMigration(schema) }
    } else {
      #expect(throws: SchemaError.migrationIncomplete(path: fixture.path, phase: phase)) {
        try reader.requireCompletedMigration(schema)
      }
    }
  }

  /// Expects the schema to be refused, and nothing to have been written.
  private func expectRefusal(_ fixture: ArchiveFixture, _ isExpected: (SchemaError) -> Bool) throws {
    let before = try fixture.digest()
    do {
      _ = try fixture.schema()
      Issue.record("it was accepted")
    } catch let error as SchemaError {
      #expect(isExpected(error), "\(error)")
    }
    #expect(try fixture.digest() == before)
  }
}
