internal import OpencodeStore

/// What SQLite finds wrong with a database.
public struct IntegrityProblems: Hashable, Sendable {
  /// The lines of `PRAGMA integrity_check` other than `ok`.
  public let damage: [String]
  /// The rows of `PRAGMA foreign_key_check`: table, rowid, and the table where the row referred to is missing.
  public let orphans: [String]

  /// Lines as the two pragmas give them.
  public init(damage: [String], orphans: [String]) {
    self.damage = damage
    self.orphans = orphans
  }
}

/// Checks a database with `integrity_check` and `foreign_key_check`.
///
/// - Throws: `SQLiteError`.
public func integrityProblems(_ path: String) throws -> IntegrityProblems {
  let connection = try Connection(path: path, mode: .readOnly)
  var damage: [String] = []
  try connection.prepare("PRAGMA integrity_check").forEachRow { row in
    let line = row.text(at: 0) ?? "unreadable"
    if line != "ok" { damage.append(line) }
  }
  var orphans: [String] = []
  try connection.prepare("PRAGMA foreign_key_check").forEachRow { row in
    orphans.append("\(row.text(at: 0) ?? "?") \(row.integer(at: 1)) \(row.text(at: 2) ?? "?")")
  }
  return IntegrityProblems(damage: damage, orphans: orphans)
}
