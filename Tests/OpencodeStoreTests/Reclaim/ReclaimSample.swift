import OpencodeStore
import RetentionPolicy
import TestSupport

/// A small database with the kinds of pages that matter here: an index, overflow chains, a table without
/// rowid, and free pages everywhere.
struct ReclaimSample {
  let folder: TemporaryFolder
  var path: String { folder.path + "/opencode.db" }
  var asideFolder: String { folder.path + "/aside" }

  enum Journal: String, CaseIterable {
    case wal
    case delete
  }

  /// Makes one of some megabytes, about two thirds of them free.
  init(journal: Journal = .wal, autoVacuum: AutoVacuum = .none, rows: Int64 = 600) throws {
    folder = try TemporaryFolder()
    let connection = try Connection(path: path, mode: .create)
    try connection.execute("PRAGMA auto_vacuum=\(autoVacuum.rawValue)")
    try connection.execute("PRAGMA journal_mode=\(journal.rawValue)")
    try connection.execute(
      """
      PRAGMA synchronous=OFF;
      CREATE TABLE session(id TEXT PRIMARY KEY, data TEXT) WITHOUT ROWID;
      CREATE TABLE part(id INTEGER PRIMARY KEY, session_id TEXT, data);
      CREATE INDEX part_session ON part(session_id);
      PRAGMA user_version=7;
      """)
    try connection.transaction(.immediate) {
      try connection.execute(
        """
        WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i < \(rows))
        INSERT INTO part SELECT i, 'ses_' || (i / 10), CASE i % 4
          WHEN 0 THEN randomblob(200) WHEN 1 THEN hex(randomblob(6000))
          WHEN 2 THEN i * 1.5 ELSE randomblob(9000) END FROM n;
        INSERT INTO session SELECT session_id, hex(randomblob(40))
          FROM (SELECT DISTINCT session_id FROM part);
        """)
    }
    try connection.execute("DELETE FROM part WHERE (id / 10) % 3 > 0")
  }

  /// A connection like opencode's, but for its checkpoints.
  func open() throws -> Connection { try Connection(path: path, mode: .readWrite) }

  /// What all rows of all tables say, with their types, whatever their order.
  func digest() throws -> Set<String> {
    let connection = try open()
    var rows: Set<String> = []
    for (table, columns) in [("session", ["id", "data"]), ("part", ["id", "session_id", "data"])] {
      let values = columns.map { "typeof(\($0)) || quote(\($0))" }.joined(separator: "||','||")
      try connection.prepare("SELECT \(values) FROM \(table)").forEachRow { row in
        rows.insert("\(table): \(row.text(at: 0) ?? "")")
      }
    }
    return rows
  }

  /// What SQLite finds wrong.
  func complaints() throws -> [String] {
    var complaints: [String] = []
    try open().prepare("PRAGMA integrity_check").forEachRow { row in
      complaints.append(row.text(at: 0) ?? "")
    }
    return complaints.filter { $0 != "ok" }
  }

  /// The files of the folder and the folder aside that a finished job may leave: none but the database's own.
  func leftovers() -> [String] {
    TemporaryFolder.contents(of: asideFolder)
  }
}

extension Pause {
  /// No pause at all.
  static var none: Pause { Pause { _ in } }
}
