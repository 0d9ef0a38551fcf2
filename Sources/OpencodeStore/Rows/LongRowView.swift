/// A row of which some value is too long for memory: numbers come from a statement that never touches text,
/// texts and blobs from incremental blob handles.
final class LongRowView: RowView {
  private let table: Table
  /// For each column its storage class, then for each its number.
  private let numbers: Statement
  private let blobs: [BlobHandle]
  private var classes: [StorageClass] = []
  private var counts: [Int] = []
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: RowReader.pieceSize, alignment: 16)

  init(connection: Connection, table: Table) throws {
    self.table = table
    let names = table.columns.map(\.name.quotedIdentifier)
    // typeof() reads a value's header only, so it is safe on a value of any length.
    let selected =
      names.map { "typeof(\($0))" }
      + names.map { "CASE WHEN typeof(\($0)) IN ('integer', 'real') THEN \($0) END" }
    numbers = try connection.prepare(
      "SELECT \(selected.joined(separator: ", ")) FROM \(table.name.quotedIdentifier) "
        + "WHERE \(table.rowidName) = ?1")
    blobs = table.columns.map { BlobHandle(connection: connection, table: table.name, column: $0.name) }
  }

  deinit {
    buffer.deallocate()
  }

  /// Reads one row and hands it to `body`; nil when there is no such row.
  func read<Result>(_ rowid: RowID, _ body: (any RowView) throws -> Result) throws -> Result? {
    defer { close() }
    return try move(to: rowid) ? try body(self) : nil
  }

  /// Adds a row's values to the fingerprint of a hasher; false when there is no such row.
  func hashHeads(_ rowid: RowID, into hasher: RowHasher) throws -> Bool {
    defer { close() }
    guard try move(to: rowid) else { return false }
    guard showsUpdates else {
      try RowReader.hash(self, of: table, into: hasher)
      return true
    }
    for (index, column) in table.columns.enumerated() {
      switch classes[index] {
      case .null: continue
      case .integer: hasher.add(column.name, integer: integer(at: index))
      case .real: hasher.add(column.name, real: real(at: index))
      case .text, .blob:
        let isWhole = counts[index] <= Fingerprint.wholeValue
        let known = UnsafeMutableRawBufferPointer(
          rebasing: buffer.prefix(isWhole ? counts[index] : Fingerprint.headOfLongValue))
        if !known.isEmpty { try blobs[index].read(into: known, offset: 0) }
        if isWhole {
          hasher.beginValue(column.name, classes[index])
          hasher.append(UnsafeRawBufferPointer(known))
          hasher.endValue()
        } else {
          hasher.addHead(
            column.name, classes[index], count: counts[index], head: UnsafeRawBufferPointer(known))
        }
      }
    }
    return true
  }

  func storageClass(at column: Int) -> StorageClass { classes[column] }
  func integer(at column: Int) -> Int64 { numbers.integer(at: Int32(table.columns.count + column)) }
  func real(at column: Int) -> Double { numbers.real(at: Int32(table.columns.count + column)) }
  func byteCount(at column: Int) -> Int { counts[column] }

  func forEachPiece(at column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var offset = 0
    repeat {
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(counts[column] - offset))
      if !piece.isEmpty { try blobs[column].read(into: piece, offset: offset) }
      try body(UnsafeRawBufferPointer(piece))
      offset += piece.count
    } while offset < counts[column]
  }

  /// Whether the short values of the row show that a long one is not what it was.
  private var showsUpdates: Bool {
    Fingerprint.neverUpdated.contains(table.name)
      || zip(table.columns, classes).contains { $0.name == Fingerprint.updateTime && $1 != .null }
  }

  private func move(to rowid: RowID) throws -> Bool {
    numbers.reset()
    try numbers.bind(rowid.rawValue, at: 1)
    guard try numbers.step() else { return false }
    classes = table.columns.indices.map { index in
      switch numbers.text(at: Int32(index)) {
      case "integer": .integer
      case "real": .real
      case "text": .text
      case "blob": .blob
      default: .null
      }
    }
    counts = try table.columns.indices.map { index in
      [.text, .blob].contains(classes[index]) ? try blobs[index].move(toRow: rowid.rawValue) ?? 0 : 0
    }
    return true
  }

  private func close() {
    numbers.reset()
    for blob in blobs { blob.close() }
  }
}
