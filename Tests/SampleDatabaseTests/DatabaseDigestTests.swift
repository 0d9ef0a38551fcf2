import OpencodeStore
import SampleDatabase
import TestSupport
import Testing

@Suite("DatabaseDigest")
struct DatabaseDigestTests {
  /// Statements that change one column of one row, and what SQLite says of it afterwards.
  static let changes = [
    "UPDATE t SET untyped = 1.0 WHERE id = 'integer'",
    "UPDATE t SET untyped = '1' WHERE id = 'integer'",
    "UPDATE t SET untyped = x'31' WHERE id = 'integer'",
    "UPDATE t SET untyped = 2 WHERE id = 'integer'",
    "UPDATE t SET untyped = NULL WHERE id = 'integer'",
    "UPDATE t SET untyped = 1 WHERE id = 'real'",
    "UPDATE t SET untyped = 1.0000000000000002 WHERE id = 'real'",
    "UPDATE t SET untyped = CAST(untyped AS BLOB) WHERE id = 'text'",
    "UPDATE t SET untyped = untyped || char(0) WHERE id = 'text'",
    "UPDATE t SET untyped = CAST(untyped AS TEXT) WHERE id = 'blob'",
    "UPDATE t SET untyped = '' WHERE id = 'null'",
    "UPDATE t SET untyped = x'' WHERE id = 'null'",
    "UPDATE t SET untyped = 0 WHERE id = 'null'",
    "UPDATE t SET untyped = 'null' WHERE id = 'null'",
    "UPDATE t SET untyped = substr(untyped, 1, 1999999) || 'y' WHERE id = 'large'",
    "UPDATE t SET untyped = 'y' || substr(untyped, 2) WHERE id = 'large'",
    "UPDATE t SET id = 'Text' WHERE id = 'text'",
    "UPDATE t SET a = 'xy', b = 'z' WHERE id = 'split'",
    "UPDATE t SET a = b, b = a WHERE id = 'split'",
    "DELETE FROM t WHERE id = 'text'",
    "INSERT INTO t SELECT * FROM t WHERE id = 'text'",
    "INSERT INTO other SELECT * FROM t WHERE id = 'text'",
    "UPDATE w SET v = 1.0",
    "UPDATE w SET v = '1'",
    "ALTER TABLE t RENAME COLUMN a TO A",
    "DROP TABLE other",
  ]

  @Test(arguments: changes)
  func notices(_ change: String) throws {
    let folder = try TemporaryFolder()
    let connection = try Self.database(in: folder)
    let before = try DatabaseDigest(of: connection.path)
    #expect(try DatabaseDigest(of: connection.path) == before)
    try connection.execute(change)
    #expect(try DatabaseDigest(of: connection.path) != before)
  }

  @Test func orderAndRowidsDoNotCount() throws {
    let folder = try TemporaryFolder()
    let connection = try Self.database(in: folder)
    let before = try DatabaseDigest(of: connection.path)
    try connection.execute(
      """
      CREATE TABLE aside AS SELECT * FROM t ORDER BY id DESC; DELETE FROM t;
      INSERT INTO t SELECT * FROM aside; DROP TABLE aside; VACUUM
      """)
    #expect(try DatabaseDigest(of: connection.path) == before)
  }

  @Test func whatWasRemovedAddsUp() throws {
    let folder = try TemporaryFolder()
    let connection = try Self.database(in: folder)
    try connection.execute("INSERT INTO t SELECT * FROM t WHERE id = 'text'")
    let before = try DatabaseDigest(of: connection.path)
    try connection.execute("DELETE FROM t WHERE rowid = (SELECT max(rowid) FROM t WHERE id = 'text')")
    let after = try DatabaseDigest(of: connection.path)
    let removed = before.rows(missingIn: after)
    #expect(removed.mapValues(\.count) == ["t": 1])
    #expect(after + DatabaseDigest(tables: removed) == before)
    #expect(after + after != before)
    #expect(after.rows(missingIn: before).isEmpty)
    #expect(before.count(of: "t") == after.count(of: "t") + 1)
  }

  @Test func columnsNamedLikeTheRowid() throws {
    let folder = try TemporaryFolder()
    let connection = try Connection(path: folder.file("a.db"), mode: .create)
    try connection.execute(
      "CREATE TABLE t (rowid TEXT, _rowid_ TEXT, oid TEXT); INSERT INTO t VALUES ('a', 'b', x'63')")
    let before = try DatabaseDigest(of: connection.path)
    try connection.execute("UPDATE t SET oid = 'c'")
    #expect(try DatabaseDigest(of: connection.path) != before)
  }

  private static func database(in folder: TemporaryFolder) throws -> Connection {
    let connection = try Connection(path: folder.file("digest.db"), mode: .create)
    try connection.execute(
      """
      PRAGMA journal_mode=WAL;
      CREATE TABLE t (id TEXT, untyped, a TEXT, b TEXT);
      CREATE TABLE other (id TEXT, untyped, a TEXT, b TEXT);
      CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
      INSERT INTO t VALUES ('integer', 1, '', ''), ('real', 1.0, '', ''), ('text', 'grün', '', ''),
        ('blob', x'FF00', '', ''), ('null', NULL, '', ''), ('split', NULL, 'x', 'yz'),
        ('large', printf('%.*c', 2000000, 'x'), '', '');
      INSERT INTO w VALUES ('k', 1);
      """)
    return connection
  }
}
