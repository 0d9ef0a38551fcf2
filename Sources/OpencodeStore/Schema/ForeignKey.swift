/// One foreign key of a table. https://sqlite.org/pragma.html#pragma_foreign_key_list
struct ForeignKey {
  /// The table referred to, by the name that it has: a schema may write it in other letters.
  let parent: String
  /// The column that refers (the first one of a composite key).
  let column: String
  /// The column referred to: the parent's primary key where none is named, empty where there is no parent.
  let key: String
  /// What a delete of the parent row does.
  let onDelete: String
  /// Whether it consists of one column.
  let isSimple: Bool

  /// The foreign keys of a table.
  ///
  /// - Throws: `SQLiteError`.
  static func list(of table: String, connection: Connection) throws -> [ForeignKey] {
    var keys: [ForeignKey] = []
    try connection.prepare(
      """
      SELECT
        coalesce((SELECT name FROM sqlite_master WHERE type = 'table' AND name = parent COLLATE NOCASE), parent),
        child,
        (SELECT name FROM pragma_table_info(parent)
          WHERE CASE WHEN key IS NULL THEN pk = 1 ELSE name = key COLLATE NOCASE END),
        on_delete, columns
      FROM (SELECT id, "table" AS parent, "from" AS child, "to" AS key, on_delete, count(*) AS columns
        FROM pragma_foreign_key_list(\(table.quotedLiteral)) GROUP BY id)
      ORDER BY id
      """
    ).forEachRow { row in
      keys.append(
        ForeignKey(
          parent: row.text(at: 0) ?? "", column: row.text(at: 1) ?? "", key: row.text(at: 2) ?? "",
          onDelete: row.text(at: 3) ?? "", isSimple: row.integer(at: 4) == 1))
    }
    return keys
  }

  /// Whether a row that refers goes together with what it refers to, or must go before it.
  var bindsRow: Bool { ["CASCADE", "NO ACTION", "RESTRICT"].contains(onDelete) }
}
