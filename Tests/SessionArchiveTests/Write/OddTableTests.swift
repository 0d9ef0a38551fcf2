import OpencodeStore
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// Tables and columns that no opencode of today has: what hangs on a session goes and comes back with it.
@Suite struct OddTableTests {
  /// Statements, and how many rows of the tree they add.
  static let tables: [(sql: String, rows: Int)] = [
    // Directly, without a key of its own.
    (
      """
      CREATE TABLE note (sid TEXT REFERENCES session (id), body TEXT);
      INSERT INTO note VALUES ('ses_root', 'a'), ('ses_root', 'a'), ('ses_child', 'b'), ('ses_gone', 'c'), (NULL, 'd');
      """, 3
    ),
    // By an integer key, with a generated column.
    (
      """
      CREATE TABLE note (n INTEGER PRIMARY KEY, sid TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        body TEXT, size INTEGER AS (length(body)) STORED, upper TEXT AS (upper(body)) VIRTUAL);
      INSERT INTO note (n, sid, body) VALUES (7, 'ses_root', 'a'), (-3, 'ses_child', 'b'), (1, 'ses_gone', 'c');
      """, 2
    ),
    // Through a message, through a part, through another unknown table.
    (
      """
      CREATE TABLE note (id TEXT PRIMARY KEY, message_id TEXT REFERENCES message (id));
      INSERT INTO note VALUES ('n1', 'msg_a'), ('n2', 'msg_c'), ('n3', 'msg_gone'), ('n4', NULL);
      CREATE TABLE mark (id TEXT PRIMARY KEY, note_id TEXT REFERENCES note);
      INSERT INTO mark VALUES ('m1', 'n1'), ('m2', 'n2'), ('m3', 'n3');
      CREATE TABLE dot (part_id TEXT REFERENCES part (id), session_id TEXT REFERENCES session (id));
      INSERT INTO dot VALUES ('prt_1', 'ses_root'), ('prt_4', 'ses_root'), (NULL, 'ses_child'), ('prt_gone', 'ses_gone');
      """, 7
    ),
    // By the key of event_sequence, which is not called id and need not be named.
    (
      """
      CREATE TABLE note (id TEXT PRIMARY KEY, aggregate TEXT REFERENCES event_sequence ON DELETE CASCADE);
      INSERT INTO note VALUES ('n1', 'ses_root'), ('n2', 'ses_child'), ('n3', 'ses_gone');
      """, 2
    ),
    // A table that refers to itself, and one whose name a condition might use.
    (
      """
      CREATE TABLE parent (id TEXT PRIMARY KEY, message_id TEXT REFERENCES message (id), session_id TEXT,
        above TEXT REFERENCES parent (id));
      INSERT INTO parent VALUES ('n1', 'msg_a', 'ses_root', NULL), ('n2', 'msg_c', 'ses_root', 'n1'),
        ('n3', 'msg_gone', 'ses_child', 'n2'), ('n4', 'msg_gone', 'ses_gone', NULL);
      """, 3
    ),
    // Names with quotes, spaces and SQL's own words.
    (
      """
      CREATE TABLE "it's a ""note""; --" ("select" TEXT REFERENCES session (id), "a b" TEXT, "c""d" TEXT,
        "rowid" TEXT, "größe" REAL, "" TEXT, "e'f" TEXT);
      INSERT INTO "it's a ""note""; --" VALUES ('ses_root', 'a', 'b', 'c', 1.5, 'd', 'e'),
        ('ses_gone', 'a', 'b', 'c', 1.5, 'd', 'e');
      """, 1
    ),
    // Names written otherwise than where they were given.
    (
      """
      CREATE TABLE note (id TEXT PRIMARY KEY, sid TEXT REFERENCES Session (ID));
      INSERT INTO note VALUES ('n1', 'ses_root'), ('n2', 'ses_gone');
      """, 1
    ),
    // Columns beside those that opencode has, in its own tables.
    (
      """
      ALTER TABLE session ADD COLUMN extra TEXT DEFAULT 'x' NOT NULL; ALTER TABLE part ADD COLUMN "rowid" BLOB;
      ALTER TABLE message ADD COLUMN [a "b"] TEXT;
      ALTER TABLE event ADD COLUMN big TEXT; UPDATE event SET big = replace(hex(zeroblob(70000)), '00', 'x');
      UPDATE message SET [a "b"] = replace(hex(zeroblob(70000)), '00', 'x') WHERE id = 'msg_a';
      UPDATE part SET "rowid" = x'00' WHERE id = 'prt_1'; UPDATE session SET extra = '';
      """, 0
    ),
    // What 1.18 makes beside the known V1 tables.
    (
      """
      INSERT INTO session_message (id, session_id, type, seq, time_created, time_updated, data)
        VALUES ('smsg_1', 'ses_root', 'user', 1, 1, 1, '{"text":"a"}'), ('smsg_2', 'ses_gone', 'user', 1, 1, 1, '{}');
      INSERT INTO session_input VALUES ('inp_1', 'ses_root', '{"a":1}', 'queue', 1, NULL, 1);
      INSERT INTO session_context_epoch VALUES ('ses_child', 'base', '{"s":1}', 1, NULL, 3, 'build');
      INSERT INTO session_share VALUES ('ses_child', 'shr', 'secret', 'https://share.example/', 1, 1);
      """, 4
    ),
    // Views, other triggers and other tables are nobody's business.
    (
      """
      CREATE VIEW everything AS SELECT * FROM session; CREATE TABLE stranger (id TEXT, body BLOB);
      INSERT INTO stranger VALUES ('ses_root', x'00'); CREATE TABLE log (line TEXT);
      CREATE TRIGGER t1 AFTER DELETE ON stranger BEGIN INSERT INTO log VALUES ('deleted'); END;
      CREATE TRIGGER "DELETE on session" AFTER UPDATE ON session BEGIN INSERT INTO log VALUES ('updated'); END;
      CREATE TRIGGER t2 INSTEAD OF DELETE ON everything BEGIN DELETE FROM session WHERE id = old.id; END;
      """, 0
    ),
  ]

  @Test(
    "What hangs on a session in any way that is understood goes and comes back with it", arguments: tables)
  func unknownTables(_ sql: String, _ rows: Int) throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql() + sql)
    try expectExactReturn(fixture, rows: TreeRows.countV1 + rows)
  }

  @Test(
    "Ids may hold anything",
    arguments: ["it's", "a\"b", "../../x", "a/b", "%_", "größe 🌲", "a;--", " ", "", ".", "x\\y", "\u{1}"])
  func oddIDs(_ id: String) throws {
    let quoted =
      "'" + id.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    try fixture.execute(
      """
      UPDATE session SET id = \(quoted) WHERE id = 'ses_child'; UPDATE event_sequence SET aggregate_id = \(quoted)
        WHERE aggregate_id = 'ses_child'; UPDATE event SET aggregate_id = \(quoted) WHERE aggregate_id = 'ses_child';
      UPDATE message SET session_id = \(quoted) WHERE session_id = 'ses_child';
      UPDATE part SET session_id = \(quoted) WHERE session_id = 'ses_child'; UPDATE part SET id = \(quoted)
        WHERE id = 'prt_1';
      """)
    let before = try fixture.digest()
    let receipt = try fixture.receipt(TreeRows.root)
    #expect(try fixture.evict(receipt).isComplete)
    #expect(try fixture.integer("SELECT count(*) FROM part WHERE session_id = \(quoted)") == 0)
    try fixture.restore(.init(id))
    #expect(try fixture.digest() == before)
  }
}
