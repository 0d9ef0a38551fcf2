internal import OpencodeStore
internal import RetentionPolicy

/// Inserts the rows of an archived session into a database.
final class InsertSink: RowSink {
  private let connection: Connection
  private let schema: Schema
  private let session: SessionID
  private let standing: StandingRows
  private let hasher = RowHasher()
  private var kind = ArchivedRowKind.row(table: "")
  private var values: [ColumnValue] = []
  private var statements: [String: Statement] = [:]
  private var readers: [String: RowReader] = [:]
  /// How many rows stayed away because a later state of them stands in the database.
  private(set) var laterRows = 0
  /// How many rows that the session refers to were inserted.
  private(set) var references = 0

  private struct ColumnValue {
    let column: String
    var value: Value
    /// The bytes of a text or blob.
    var bytes: [UInt8] = []
  }

  private enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case bytes(StorageClass)
  }

  init(connection: Connection, schema: Schema, session: SessionID, standing: StandingRows) {
    self.standing = standing
    self.connection = connection
    self.schema = schema
    self.session = session
  }

  func begin(_ kind: ArchivedRowKind) {
    self.kind = kind
    values.removeAll(keepingCapacity: true)
    hasher.reset()
  }

  func addNull(_ column: String) { values.append(ColumnValue(column: column, value: .null)) }

  func add(_ column: String, integer: Int64) {
    values.append(ColumnValue(column: column, value: .integer(integer)))
    hasher.add(column, integer: integer)
  }

  func add(_ column: String, real: Double) {
    values.append(ColumnValue(column: column, value: .real(real)))
    hasher.add(column, real: real)
  }

  func beginValue(_ column: String, _ storageClass: StorageClass) {
    values.append(ColumnValue(column: column, value: .bytes(storageClass)))
    hasher.beginValue(column, storageClass)
  }

  func append(_ piece: UnsafeRawBufferPointer) {
    if case .file = kind { return }
    hasher.append(piece)
    values[values.count - 1].bytes.append(contentsOf: piece)
  }

  func endValue() { hasher.endValue() }

  func end() throws {
    switch kind {
    case .row(let table):
      let digest = hasher.finish(table: table).digest
      if !standing.take(digest) { try insert(into: table, digest) }
    case .reference(let table):
      if try !referenceExists(in: table) {
        try insert(into: table, hasher.finish(table: table).digest)
        references += 1
      }
    case .file: break
    }
  }

  /// Inserts the row, reads it back and compares it.
  private func insert(into table: String, _ digest: Digest128) throws {
    guard let known = (schema.tables + schema.references.map(\.table)).first(where: { $0.name == table })
    else {
      throw failure("it has no table \(table)")
    }
    if let missing = values.first(where: { !known.hasColumn($0.column) }) {
      throw failure("its table \(table) has no column \(missing.column)")
    }
    let names = values.map(\.column.quotedIdentifier).joined(separator: ", ")
    let places = values.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
    let insert = try statement("INSERT INTO \(table.quotedIdentifier) (\(names)) VALUES (\(places))")
    do { try run(insert, binding: values[...]) } catch let error as SQLiteError
      where .constraint ~= error.code
    {
      guard try isReplaced(in: known) else { throw failure("\(table) refuses a row: \(error.message)") }
      laterRows += 1
      return
    }
    let inserted = try reader(of: known).identity(connection.lastInsertedRow, hasher: RowHasher())
    guard inserted?.digest == digest else {
      throw failure("a row read back from \(table) is not that of the archive")
    }
  }

  /// Whether a later state of the row stands in its place.
  private func isReplaced(in table: Table) throws -> Bool {
    try standing.hold(placeIn: table) { column, index, search in
      guard let value = values.first(where: { $0.column == column }) else {
        return try search.bindNull(index)
      }
      try bind(value, at: index, of: search)
    }
  }

  /// A reader of the columns that the archive knows: a later schema may have added others, which have defaults.
  private func reader(of table: Table) throws -> RowReader {
    if let reader = readers[table.name] { return reader }
    let reader = try RowReader(connection: connection, table: table.limited(to: Set(values.map(\.column))))
    readers[table.name] = reader
    return reader
  }

  /// Binds the values one by one and runs the statement while all of them stay where they are: a long value is
  /// not copied for SQLite.
  private func run(_ insert: Statement, binding rest: ArraySlice<ColumnValue>) throws {
    guard let value = rest.first else { return try insert.run() }
    let index = Int32(rest.startIndex + 1)
    guard case .bytes(let storageClass) = value.value else {
      try bind(value, at: index, of: insert)
      return try run(insert, binding: rest.dropFirst())
    }
    try value.bytes.withUnsafeBytes { bytes in
      try insert.bindInPlace(bytes, storageClass, at: index)
      try run(insert, binding: rest.dropFirst())
    }
  }

  private func referenceExists(in table: String) throws -> Bool {
    guard let reference = schema.references.first(where: { $0.table.name == table }),
      let key = values.first(where: { $0.column == reference.key })
    else { return false }
    let select = try statement(
      "SELECT 1 FROM \(table.quotedIdentifier) WHERE \(reference.key.quotedIdentifier) = ?1")
    try bind(key, at: 1, of: select)
    defer { select.reset() }
    return try select.step()
  }

  private func bind(_ value: ColumnValue, at index: Int32, of statement: Statement) throws {
    switch value.value {
    case .null: try statement.bindNull(index)
    case .integer(let integer): try statement.bind(integer, at: index)
    case .real(let real): try statement.bind(real, at: index)
    case .bytes(.blob): try value.bytes.withUnsafeBytes { try statement.bind(blob: $0, at: index) }
    case .bytes: try value.bytes.withUnsafeBytes { try statement.bind(text: $0, at: index) }
    }
  }

  private func statement(_ sql: String) throws -> Statement {
    if let known = statements[sql] { return known }
    let statement = try connection.prepare(sql)
    statements[sql] = statement
    return statement
  }

  private func failure(_ why: String) -> ArchiveError {
    .cannotRestore(id: session, path: connection.path, why: why)
  }
}
