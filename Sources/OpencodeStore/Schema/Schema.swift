/// opencode's tables as one database has them, discovered from `sqlite_master` and the foreign keys, so that
/// a table which a later opencode adds is archived, deleted and restored too.
public struct Schema: Hashable, Sendable {
  /// The database's own number for its schema, which every change to it changes.
  private(set) var version: Int64
  /// Which set of tables there is.
  public let generation: Generation
  /// `session`, `session_v2` or both; V2 last.
  public let sessionTables: [Table]
  /// The tables that hang on sessions, parents before children.
  public let hangingTables: [HangingTable]
  /// What a session's row refers to and is not the daemon's to delete: restored when it is gone.
  public let references: [Reference]
  /// Triggers that fire when rows are inserted into these tables, which a restore must not set off.
  public let insertTriggers: [String]

  /// A column of a session table that refers to a row of a table outside (`project_id` → `project`).
  public struct Reference: Hashable, Sendable {
    /// The session table.
    public let sessionTable: String
    /// Its column.
    public let column: String
    /// The table referred to.
    public let table: Table
    /// The column referred to.
    public let key: String
  }

  /// Every table that can hold rows of a session: the session tables, then the hanging ones, parents first.
  public var tables: [Table] { sessionTables + hangingTables.map(\.table) }

  /// The tables and the condition under which a row of theirs belongs to session `?1`, parents first.
  public var ownedTables: [(table: Table, belongsToSession: String)] {
    sessionTables.map { ($0, "\"id\" = ?1") } + hangingTables.map { ($0.table, $0.belongsToSession) }
  }

  /// A table by its name.
  public func table(_ name: String) -> Table? { tables.first { $0.name == name } }

  /// Whether there are tables with all of these columns, by their names.
  public func hasTables(_ known: [String: [String]]) -> Bool {
    known.allSatisfy { name, columns in table(name).map { columns.allSatisfy($0.hasColumn) } ?? false }
  }
}

extension Schema {
  /// Whether it is still that of the database; the caller holds a transaction. Its number alone does not tell:
  /// a conversion and `VACUUM` change that, too (https://sqlite.org/pragma.html#pragma_schema_version).
  ///
  /// - Throws: `SQLiteError`.
  public func isCurrent(on connection: Connection) throws -> Bool {
    let version = try connection.schemaVersion()
    if version == self.version { return true }
    var known = self
    known.version = version
    do {
      return try SchemaReader(connection: connection).read() == known
    } catch is SchemaError {
      return false
    }
  }
}
