internal import RetentionPolicy

/// Reads rows of one table by rowid, in little memory: ordinary rows with one statement, a row with a value
/// longer than `longValue` by incremental blob handles.
public final class RowReader {
  /// The table that is read.
  public let table: Table
  private let connection: Connection
  private let whole: Statement
  private let long: LongRowView

  /// A value longer than this is not read as a whole.
  static let longValue = ByteCount.mebibytes(1)
  /// The largest piece in which a long value is handed on.
  public static let pieceSize = 256 * 1024

  /// A reader for a table.
  ///
  /// - Throws: `SQLiteError`.
  public init(connection: Connection, table: Table) throws {
    self.connection = connection
    self.table = table
    let columns = table.columns.map(\.name.quotedIdentifier).joined(separator: ", ")
    whole = try connection.prepare(
      "SELECT \(columns) FROM \(table.name.quotedIdentifier) WHERE \(table.rowidName) = ?1")
    long = try LongRowView(connection: connection, table: table)
  }

  /// Reads one row and hands it to `body`; nil when there is no such row.
  ///
  /// - Throws: `SQLiteError`, or what `body` throws.
  public func read<Result>(_ rowid: RowID, _ body: (any RowView) throws -> Result) throws -> Result? {
    let limit = connection.setValueLimit(Self.longValue)
    defer { connection.setValueLimit(limit) }
    try whole.bind(rowid.rawValue, at: 1)
    defer { whole.reset() }
    do {
      guard try whole.step() else { return nil }
    } catch let error as SQLiteError where .tooBig ~= error.code {
      whole.reset()
      return try long.read(rowid, body)
    }
    return try body(WholeRowView(statement: whole))
  }

  /// The digest and the fingerprint of a row, all of it read; nil when there is no such row.
  ///
  /// - Throws: `SQLiteError`.
  public func identity(
    _ rowid: RowID, hasher: RowHasher
  ) throws -> (digest: Digest128, fingerprint: Fingerprint)? {
    try read(rowid) { row in
      try Self.hash(row, of: table, into: hasher)
      return hasher.finish(table: table.name)
    }
  }

  /// Adds a row's values to a hasher.
  ///
  /// - Throws: `SQLiteError`.
  public static func hash(_ row: any RowView, of table: Table, into hasher: RowHasher) throws {
    for (index, column) in table.columns.enumerated() {
      switch row.storageClass(at: index) {
      case .null: continue
      case .integer: hasher.add(column.name, integer: row.integer(at: index))
      case .real: hasher.add(column.name, real: row.real(at: index))
      case .text, .blob:
        hasher.beginValue(column.name, row.storageClass(at: index))
        try row.forEachPiece(at: index) { hasher.append($0) }
        hasher.endValue()
      }
    }
  }

  /// The fingerprint of a row, without reading the overflow pages of its long values.
  ///
  /// - Throws: `SQLiteError`.
  func fingerprint(_ rowid: RowID, hasher: RowHasher) throws -> Fingerprint? {
    try whole.bind(rowid.rawValue, at: 1)
    defer { whole.reset() }
    // In force for this one step only: with large pages SQLite answers with it even where a long value's type is
    // asked for.
    let limit = connection.setValueLimit(ByteCount(Int64(Fingerprint.wholeValue)))
    let step = Result { try whole.step() }
    connection.setValueLimit(limit)
    do {
      guard try step.get() else { return nil }
      try Self.hash(WholeRowView(statement: whole), of: table, into: hasher)
    } catch let error as SQLiteError where .tooBig ~= error.code {
      whole.reset()
      guard try long.hashHeads(rowid, into: hasher) else { return nil }
    }
    return hasher.finish(table: table.name).fingerprint
  }
}

/// A row that fits into memory: the current row of a statement.
private struct WholeRowView: RowView {
  let statement: Statement

  func storageClass(at column: Int) -> StorageClass { statement.storageClass(at: Int32(column)) }
  func integer(at column: Int) -> Int64 { statement.integer(at: Int32(column)) }
  func real(at column: Int) -> Double { statement.real(at: Int32(column)) }
  func byteCount(at column: Int) -> Int { statement.withBytes(at: Int32(column)) { $0.count } }
  func forEachPiece(at column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try statement.withBytes(at: Int32(column), body)
  }
}
