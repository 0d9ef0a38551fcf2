/// Finds the tables that hang on sessions: through foreign keys, and through the links that opencode draws
/// without one.
struct HangingTableSearch {
  private let connection: Connection
  private let reader: SchemaReader
  private let sessionTables: Set<String>
  private let foreignKeys: [String: [ForeignKey]]

  /// opencode's tables whose link to a session is no foreign key, and the column that holds the session's id.
  private static let knownColumns = ["event_sequence": "aggregate_id", "event": "aggregate_id"]

  /// A search among all tables of a database.
  ///
  /// - Throws: `SQLiteError`.
  init(connection: Connection, reader: SchemaReader, sessionTables: [Table], others: [String]) throws {
    self.connection = connection
    self.reader = reader
    self.sessionTables = Set(sessionTables.map(\.name))
    var foreignKeys: [String: [ForeignKey]] = [:]
    for name in others { foreignKeys[name] = try ForeignKey.list(of: name, connection: connection) }
    self.foreignKeys = foreignKeys
  }

  /// The hanging tables, parents before children, otherwise by name.
  ///
  /// - Throws: `SchemaError.tableNotUnderstood` for a table with rows that hangs, or seems to hang, on a
  ///   session in a way that is not understood; `SQLiteError`.
  func search() throws -> [HangingTable] {
    let hanging = hangingNames()
    var found: [HangingTable] = []
    var open = hanging.sorted()
    while !open.isEmpty {
      guard
        let next = open.firstIndex(where: { name in !keys(of: name).contains { open.contains($0.parent) } })
      else {
        for name in open { try refuse(name, "it and other tables refer to each other in a circle") }
        break
      }
      if let table = try hangingTable(open.remove(at: next), found: found) { found.append(table) }
    }
    for name in foreignKeys.keys.sorted() where !hanging.contains(name) { try requireUnrelated(name) }
    return found
  }

  /// The foreign keys of a table, but for those to itself: a row's session is found without them.
  private func keys(of name: String) -> [ForeignKey] {
    foreignKeys[name, default: []].filter { $0.parent != name }
  }

  /// The names of all tables that lead to a session.
  private func hangingNames() -> Set<String> {
    var names = Set(foreignKeys.keys.filter { Self.knownColumns[$0] != nil })
    while true {
      let more = foreignKeys.keys.filter { name in
        !names.contains(name)
          && keys(of: name).contains { sessionTables.contains($0.parent) || names.contains($0.parent) }
      }
      if more.isEmpty { return names }
      names.formUnion(more)
    }
  }

  private func hangingTable(_ name: String, found: [HangingTable]) throws -> HangingTable? {
    let direct = keys(of: name).filter { sessionTables.contains($0.parent) }
    let indirect = keys(of: name).filter { key in found.contains { $0.name == key.parent } }
    if let problem = problem(direct: direct, indirect: indirect) {
      try refuse(name, problem)
      return nil
    }
    guard let table = try tableIfUnderstood(name) else { return nil }
    if let known = Self.knownColumns[name] {
      return table.hasColumn(known) ? HangingTable(table: table, ownership: .column(known)) : nil
    }
    guard let link = indirect.first, let parent = found.first(where: { $0.name == link.parent }) else {
      return direct.first.map { HangingTable(table: table, ownership: .column($0.column)) }
    }
    let key = link.key
    // A link to the very column that holds the parent's session id holds that id too.
    if parent.ownership == .column(key) { return HangingTable(table: table, ownership: .column(link.column)) }
    let fallback = direct.first?.column ?? (table.hasColumn("session_id") ? "session_id" : nil)
    return HangingTable(
      table: table, ownership: .through(column: link.column, parent: parent, key: key, fallback: fallback))
  }

  /// What is not understood of a table's links; nil when they are clear.
  private func problem(direct: [ForeignKey], indirect: [ForeignKey]) -> String? {
    if (direct + indirect).contains(where: { !$0.isSimple }) { return "its foreign key has several columns" }
    if let key = (direct + indirect).first(where: { !$0.bindsRow }) {
      return "deleting what it refers to would change its rows (ON DELETE \(key.onDelete))"
    }
    if direct.contains(where: { $0.key != "id" }) {
      return "it refers to a session by another column than its id"
    }
    // On an upgraded database one column may refer to both session tables; two columns are two sessions.
    if Set(direct.map(\.column)).count > 1 { return "it refers to two sessions" }
    if indirect.count > 1 { return "it refers to rows of several tables that hang on sessions" }
    return nil
  }

  /// Refuses a table that seems to belong to sessions although nothing says so.
  private func requireUnrelated(_ name: String) throws {
    guard
      try connection.integer(
        "SELECT count(*) FROM pragma_table_xinfo(\(name.quotedLiteral)) WHERE name = 'session_id'") != 0
    else { return }
    try refuse(
      name, "its column session_id is no foreign key, so nothing says whether its rows go with a session")
  }

  private func tableIfUnderstood(_ name: String) throws -> Table? {
    do { return try reader.table(named: name) } catch SchemaError.tableNotUnderstood(_, _, let why) {
      try refuse(name, why)
      return nil
    }
  }

  /// Throws, unless the table is empty: then nothing hangs on it.
  private func refuse(_ name: String, _ why: String) throws {
    if try connection.integer("SELECT EXISTS (SELECT 1 FROM \(name.quotedIdentifier))") != 0 {
      throw SchemaError.tableNotUnderstood(path: connection.path, table: name, why: why)
    }
  }
}
