internal import RetentionPolicy

extension Connection {
  /// Looks at the pages of one table and its indexes, values included: whether they are what they should be and
  /// nobody else's. With `sqlite_schema` goes the list of free pages. https://sqlite.org/pragma.html#pragma_quick_check
  ///
  /// - Parameter limit: how long it may take.
  /// - Throws: `SQLiteError`, corrupt with SQLite's first finding; `interrupted` when the time was over.
  func requireSound(table: String, within limit: Milliseconds) throws {
    let sql = "PRAGMA quick_check(\(table.quotedIdentifier))"
    try stoppable(within: limit) {
      let check = try prepare(sql)
      defer { check.reset() }
      while try check.step() {
        let finding = check.text(at: 0) ?? "unreadable"
        guard finding == "ok" || Self.isAboutContent(finding) else {
          throw SQLiteError(code: .corrupt, message: finding.oneLine, path: path, sql: sql)
        }
      }
    }
  }

  /// A value that its column does not permit is a matter of who wrote it, and no damage.
  private static func isAboutContent(_ finding: String) -> Bool {
    finding.contains(" value in ") || finding.hasPrefix("CHECK constraint failed")
  }

  /// The tables of the database but virtual ones, by name.
  ///
  /// - Throws: `SQLiteError`.
  func tableNames() throws -> [(name: String, hasRowID: Bool)] {
    var tables = [(name: "sqlite_schema", hasRowID: true)]
    try prepare(
      "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') "
        + "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).forEachRow { row in
      if let name = row.text(at: 0) { tables.append((name, row.integer(at: 1) == 0)) }
    }
    return tables.sorted { $0.name < $1.name }
  }
}

extension String {
  /// The text with its line breaks as spaces.
  fileprivate var oneLine: String { String(map { $0.isNewline ? " " : $0 }) }
}
