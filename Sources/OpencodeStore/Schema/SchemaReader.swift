/// Reads a database's schema: which generation it is, and which tables hang on its sessions.
public struct SchemaReader {
  private let connection: Connection

  /// A reader for a connection.
  public init(connection: Connection) {
    self.connection = connection
  }

  /// Reads the schema.
  ///
  /// - Throws: `SchemaError` for a database that must be left alone, `SQLiteError` otherwise.
  public func read() throws -> Schema {
    // Asked for first: whatever changes from here on is noticed later.
    let version = try connection.schemaVersion()
    let encoding = try texts("PRAGMA encoding").first ?? ""
    let names = try texts(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        + "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")
    let sessionTables = try ["session", "session_v2"].filter(names.contains).map(table(named:))
    guard !sessionTables.isEmpty, names.contains("project"), sessionTables.allSatisfy(isSessionTable) else {
      throw SchemaError.notOpencode(path: connection.path)
    }
    guard encoding == "UTF-8" else {
      throw SchemaError.encoding(path: connection.path, encoding: encoding)
    }
    try requireKnownLinks(of: sessionTables)
    let others = names.filter { name in !sessionTables.contains { $0.name == name } }
    let hanging = try HangingTableSearch(
      connection: connection, reader: self, sessionTables: sessionTables, others: others
    ).search()
    let triggers = try triggers(on: (sessionTables + hanging.map(\.table)).map(\.name))
    if let trigger = triggers.first(where: { $0.event == .delete }) {
      throw SchemaError.deleteTrigger(path: connection.path, table: trigger.table, trigger: trigger.name)
    }
    return Schema(
      version: version,
      generation: sessionTables.count == 2 ? .upgraded : sessionTables[0].name == "session" ? .v1 : .v2,
      sessionTables: sessionTables,
      hangingTables: hanging,
      references: try references(of: sessionTables, hanging: hanging),
      insertTriggers: triggers.filter { $0.event == .insert }.map(\.name))
  }

  /// Throws unless the database may be changed: on an upgraded one only after a completed migration.
  ///
  /// - Throws: `SchemaError.migrationIncomplete`, or `SQLiteError`.
  public func requireCompletedMigration(_ schema: Schema) throws {
    guard schema.generation == .upgraded else { return }
    var phase: String?
    if try texts("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'kv'") == ["kv"] {
      phase = try texts(
        """
        SELECT CASE WHEN json_valid(value) THEN json_extract(value, '$.phase') END
        FROM kv WHERE key = 'migration.v1-v2'
        """
      ).first
    }
    guard phase == "completed" else {
      throw SchemaError.migrationIncomplete(path: connection.path, phase: phase)
    }
  }

  /// A table by its name.
  ///
  /// - Throws: `SchemaError.tableNotUnderstood` when its rows cannot be named by rowid; `SQLiteError`.
  func table(named name: String) throws -> Table {
    let literal = name.quotedLiteral
    let indexed = Set(
      try texts(
        """
        SELECT DISTINCT columns.name FROM pragma_index_list(\(literal)) AS list
        JOIN pragma_index_info(list.name) AS columns WHERE columns.name IS NOT NULL
        """))
    var columns: [Table.Column] = []
    // hidden: 0 is stored, 2 and 3 are generated. https://sqlite.org/pragma.html#pragma_table_xinfo
    try connection.prepare(
      "SELECT name, lower(type), pk, (SELECT count(*) FROM pragma_table_xinfo(\(literal)) WHERE pk > 0) "
        + "FROM pragma_table_xinfo(\(literal)) WHERE hidden = 0 ORDER BY cid"
    ).forEachRow { row in
      let isKey = row.integer(at: 2) > 0
      let type = row.text(at: 1) ?? ""
      columns.append(
        Table.Column(
          name: row.text(at: 0) ?? "", declaredType: type,
          isIndexed: isKey || indexed.contains(row.text(at: 0) ?? ""),
          isRowid: isKey && type == "integer" && row.integer(at: 3) == 1))
    }
    // https://sqlite.org/lang_createtable.html#rowid
    guard
      let rowidName = ["rowid", "_rowid_", "oid"].first(where: { alias in
        !columns.contains { $0.name.lowercased() == alias && !$0.isRowid }
      }), !(try isWithoutRowid(name))
    else {
      throw SchemaError.tableNotUnderstood(
        path: connection.path, table: name, why: "its rows have no rowid by which to name them")
    }
    return Table(name: name, columns: columns, rowidName: rowidName)
  }

  /// The texts in the first column of a statement's rows.
  func texts(_ sql: String) throws -> [String] {
    var texts: [String] = []
    try connection.prepare(sql).forEachRow { if let text = $0.text(at: 0) { texts.append(text) } }
    return texts
  }

  private func isWithoutRowid(_ name: String) throws -> Bool {
    // The third column of table_list is the type, the fifth `wr`. https://sqlite.org/pragma.html#pragma_table_list
    try connection.integer("SELECT wr FROM pragma_table_list(\(name.quotedLiteral)) WHERE schema = 'main'")
      != 0
  }

  private func isSessionTable(_ table: Table) -> Bool {
    ["id", "project_id", "parent_id", "directory", "title", "time_created", "time_updated"].allSatisfy(
      table.hasColumn)
  }

  /// Throws when a session refers to another by something else than `parent_id`: whether both go together
  /// is then unknown.
  private func requireKnownLinks(of sessionTables: [Table]) throws {
    for table in sessionTables {
      let links = try ForeignKey.list(of: table.name, connection: connection)
      if let link = links.first(where: { key in
        sessionTables.contains { $0.name == key.parent } && key.column != "parent_id"
      }) {
        throw SchemaError.tableNotUnderstood(
          path: connection.path, table: table.name, why: "its column \(link.column) refers to another session"
        )
      }
    }
  }

  private func references(of sessionTables: [Table], hanging: [HangingTable]) throws -> [Schema.Reference] {
    let own = Set(sessionTables.map(\.name) + hanging.map(\.name))
    return try sessionTables.flatMap { sessionTable in
      try ForeignKey.list(of: sessionTable.name, connection: connection)
        .filter { !own.contains($0.parent) && $0.isSimple && !$0.key.isEmpty }
        .map { key in
          let parent = try table(named: key.parent)
          return Schema.Reference(
            sessionTable: sessionTable.name, column: key.column, table: parent, key: key.key)
        }
    }
  }

  private func triggers(on tables: [String]) throws -> [Trigger] {
    var triggers: [Trigger] = []
    try connection.prepare("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
      .forEachRow { row in
        guard let name = row.text(at: 0), let table = row.text(at: 1), tables.contains(table) else { return }
        triggers.append(Trigger(name: name, table: table, sql: row.text(at: 2) ?? ""))
      }
    return triggers
  }
}
