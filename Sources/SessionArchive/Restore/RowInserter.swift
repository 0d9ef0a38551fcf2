internal import OpencodeStore
internal import RetentionPolicy

/// Inserts archived rows into a database, reads each again and compares it. The caller holds the transaction.
final class RowInserter {
  private let connection: Connection
  private let schema: Schema
  private let tree: SessionID
  private let standing: StandingRows
  private let hasher = RowHasher()
  private var statements: [String: Statement] = [:]
  private var readers: [String: (columns: Set<String>, reader: RowReader)] = [:]
  /// How many rows stayed away because a later state of them stands in the database.
  private(set) var laterRows = 0
  /// How many rows of sessions were inserted.
  private(set) var newRows = 0
  /// How many rows that the sessions refer to were inserted.
  private(set) var references = 0

  /// An inserter of the rows of a tree.
  ///
  /// - Parameter tree: its root, for errors.
  init(connection: Connection, schema: Schema, tree: SessionID, standing: StandingRows) {
    self.connection = connection
    self.schema = schema
    self.tree = tree
    self.standing = standing
  }

  /// Inserts a row, unless it stands there already.
  ///
  /// - Throws: `ArchiveError.cannotRestore`, `SQLiteError`.
  func insert(_ row: ArchivedRow) throws {
    if case .reference = row.kind {
      guard try !referenceExists(row) else { return }
      references += 1
    } else if standing.take(row.digest) {
      return
    }
    guard
      let table = (schema.tables + schema.references.map(\.table)).first(where: { $0.name == row.table })
    else {
      throw failure("it has no table \(row.table)")
    }
    if let missing = row.columns.first(where: { !table.hasColumn($0.name) }) {
      throw failure("its table \(row.table) has no column \(missing.name)")
    }
    let names = row.columns.map(\.name.quotedIdentifier).joined(separator: ", ")
    let places = row.columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    let insert = try statement("INSERT INTO \(row.table.quotedIdentifier) (\(names)) VALUES (\(places))")
    do { try run(insert, binding: row.columns[...]) } catch let error as SQLiteError
      where .constraint ~= error.code
    {
      guard try isReplaced(row, in: table) else {
        throw failure("\(row.table) refuses a row: \(error.message)")
      }
      laterRows += 1
      return
    }
    let inserted = try reader(of: table, for: row).identity(connection.lastInsertedRow, hasher: hasher)
    guard inserted?.digest == row.digest else {
      throw failure("a row read back from \(row.table) is not that of the archive")
    }
    if case .row = row.kind { newRows += 1 }
  }

  /// Whether a later state of the row stands in its place.
  private func isReplaced(_ row: ArchivedRow, in table: Table) throws -> Bool {
    try standing.hold(placeIn: table) { column, index, search in
      guard let known = row.columns.first(where: { $0.name == column }) else {
        return try search.bindNull(index)
      }
      try bind(known.value, at: index, of: search)
    }
  }

  /// A reader of the columns that the archive knows: a later schema may have added others, which have defaults.
  private func reader(of table: Table, for row: ArchivedRow) throws -> RowReader {
    let columns = Set(row.columns.map(\.name))
    if let known = readers[table.name], known.columns == columns { return known.reader }
    let reader = try RowReader(connection: connection, table: table.limited(to: columns))
    readers[table.name] = (columns, reader)
    return reader
  }

  /// Binds the values one by one and runs the statement while all of them stay where they are: a long value is
  /// not copied for SQLite.
  private func run(_ insert: Statement, binding rest: ArraySlice<ArchivedRow.Column>) throws {
    guard let column = rest.first else { return try insert.run() }
    let index = Int32(rest.startIndex + 1)
    func bindRest(_ bytes: UnsafeRawBufferPointer, _ storageClass: StorageClass) throws {
      try insert.bindInPlace(bytes, storageClass, at: index)
      try run(insert, binding: rest.dropFirst())
    }
    switch column.value {
    case .bytes(let bytes, let storageClass):
      try bytes.withUnsafeBytes { try bindRest($0, storageClass) }
    case .spooled(let value, let storageClass):
      try value.withBytes { try bindRest($0, storageClass) }
    case .null, .integer, .real:
      try bind(column.value, at: index, of: insert)
      try run(insert, binding: rest.dropFirst())
    }
  }

  private func referenceExists(_ row: ArchivedRow) throws -> Bool {
    guard let reference = schema.references.first(where: { $0.table.name == row.table }),
      let key = row.columns.first(where: { $0.name == reference.key })
    else { return false }
    let select = try statement(
      "SELECT 1 FROM \(row.table.quotedIdentifier) WHERE \(reference.key.quotedIdentifier) = ?1")
    try bind(key.value, at: 1, of: select)
    defer { select.reset() }
    return try select.step()
  }

  private func bind(_ value: ArchivedRow.Value, at index: Int32, of statement: Statement) throws {
    switch value {
    case .null: try statement.bindNull(index)
    case .integer(let integer): try statement.bind(integer, at: index)
    case .real(let real): try statement.bind(real, at: index)
    case .bytes(let bytes, .blob): try bytes.withUnsafeBytes { try statement.bind(blob: $0, at: index) }
    case .bytes(let bytes, _): try bytes.withUnsafeBytes { try statement.bind(text: $0, at: index) }
    case .spooled(let value, .blob): try value.withBytes { try statement.bind(blob: $0, at: index) }
    case .spooled(let value, _): try value.withBytes { try statement.bind(text: $0, at: index) }
    }
  }

  private func statement(_ sql: String) throws -> Statement {
    if let known = statements[sql] { return known }
    let statement = try connection.prepare(sql)
    statements[sql] = statement
    return statement
  }

  private func failure(_ why: String) -> ArchiveError {
    .cannotRestore(id: tree, path: connection.path, why: why)
  }
}
