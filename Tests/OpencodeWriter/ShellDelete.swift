import OpencodeStore
import TestSupport

/// The events of some sessions, deleted with the `sqlite3` shell, which says when it held the write lock.
struct ShellDelete {
  let database: String
  let sessions: [String]
  /// How many rows go in one transaction; nil: all of them, with the shell's settings as they are.
  let rowsAtOnce: Int?

  /// What the shell said.
  struct Account {
    /// How many rows went.
    var rows: Int64 = 0
    /// The longest that it held the lock, in milliseconds.
    var longestLock: Int64 = 0
  }

  /// Starts the shell.
  ///
  /// - Parameters:
  ///   - rows: how many rows there are.
  ///   - folder: where its script and its output lie.
  func start(rows: Int64, in folder: String) throws -> ChildProcess {
    try File.write(script(rows: rows), to: folder + "/delete.sql")
    return try ChildProcess(
      ["sqlite3", "-batch", "-bail", database], input: folder + "/delete.sql",
      output: folder + "/delete.txt")
  }

  /// Reads what it said.
  static func account(in folder: String) throws -> Account {
    var account = Account()
    var lockedAt: Int64 = 0
    for line in try File.text(folder + "/delete.txt").split(separator: "\n") {
      let words = line.split(separator: "|")
      guard words.count == 2, let number = Int64(words[1]) else { continue }
      switch words[0] {
      case "locked": lockedAt = number
      case "rows": account.rows += number
      case "unlocked": account.longestLock = max(account.longestLock, number - lockedAt)
      default: break
      }
    }
    return account
  }

  // MARK: The script

  /// What the writer beside it appends meanwhile stays.
  private static let rowsToGo =
    "FROM event WHERE aggregate_id IN (SELECT id FROM trimmed) AND id NOT GLOB 'evt_writer*'"

  private func script(rows: Int64) -> String {
    // The checkpoint that would come with the commit comes after it, so that it is not taken for a part of the lock.
    let settings = "PRAGMA busy_timeout=5000; PRAGMA wal_autocheckpoint=0;\n"
    let ids = sessions.map { "(\($0.quotedLiteral))" }.joined(separator: ",")
    let trimmed = "CREATE TEMP TABLE trimmed (id TEXT PRIMARY KEY);\nINSERT INTO trimmed VALUES \(ids);\n"
    guard let rowsAtOnce else { return settings + trimmed + transaction("DELETE \(Self.rowsToGo)") }
    let places = """
      PRAGMA secure_delete=FAST;
      CREATE TEMP TABLE slice (place INTEGER PRIMARY KEY, row INTEGER);
      INSERT INTO slice (row) SELECT rowid \(Self.rowsToGo) ORDER BY aggregate_id, seq;

      """
    let slices = stride(from: 1, through: Int(rows), by: rowsAtOnce).map { first in
      let places = "SELECT row FROM slice WHERE place BETWEEN \(first) AND \(first + rowsAtOnce - 1)"
      return transaction("DELETE FROM event WHERE rowid IN (\(places))") + ".shell sleep 0.02\n"
    }
    return settings + trimmed + places + slices.joined()
  }

  private func transaction(_ delete: String) -> String {
    let now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    return """
      BEGIN IMMEDIATE;
      SELECT 'locked', \(now);
      \(delete);
      SELECT 'rows', changes();
      COMMIT;
      SELECT 'unlocked', \(now);
      PRAGMA wal_checkpoint(PASSIVE);

      """
  }
}
