/// One foreign key of a table. https://sqlite.org/pragma.html#pragma_foreign_key_list
struct ForeignKey {
  /// The table referred to.
  let parent: String
  /// The column that refers (the first one of a composite key).
  let column: String
  /// The column referred to; nil: the parent's primary key.
  let key: String?
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
      SELECT "table", "from", "to", on_delete, count(*) FROM pragma_foreign_key_list(\(table.quotedLiteral))
      GROUP BY id ORDER BY id
      """
    ).forEachRow { row in
      keys.append(
        ForeignKey(
          parent: row.text(at: 0) ?? "", column: row.text(at: 1) ?? "", key: row.text(at: 2),
          onDelete: row.text(at: 3) ?? "", isSimple: row.integer(at: 4) == 1))
    }
    return keys
  }

  /// Whether a row that refers goes together with what it refers to, or must go before it.
  var bindsRow: Bool { ["CASCADE", "NO ACTION", "RESTRICT"].contains(onDelete) }
}
