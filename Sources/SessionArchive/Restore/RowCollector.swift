internal import OpencodeStore

/// Puts the rows of archived sessions together as they are read, and hands on each that is complete.
final class RowCollector: RowSink {
  private let spoolFor: (ArchivedRowKind) -> SpoolFile
  private let take: (ArchivedRow) throws -> Void
  private let hasher = RowHasher()
  private var row: ArchivedRow?
  private var spool: SpoolFile?
  private var columns: [ArchivedRow.Column] = []
  private var bytes: [UInt8] = []
  private var spooled: SpooledValue?
  private var storageClass = StorageClass.blob
  private var column = ""

  /// A collector that keeps long values in the file that `spoolFor` names.
  init(
    spoolFor: @escaping (ArchivedRowKind) -> SpoolFile, take: @escaping (ArchivedRow) throws -> Void
  ) {
    self.spoolFor = spoolFor
    self.take = take
  }

  func begin(_ kind: ArchivedRowKind) {
    row =
      switch kind {
      case .row(let table), .reference(let table): ArchivedRow(kind: kind, table: table)
      case .file: nil
      }
    spool = spoolFor(kind)
    columns.removeAll(keepingCapacity: true)
    hasher.reset()
  }

  func addNull(_ column: String) { columns.append(.init(name: column, value: .null)) }

  func add(_ column: String, integer: Int64) {
    columns.append(.init(name: column, value: .integer(integer)))
    hasher.add(column, integer: integer)
  }

  func add(_ column: String, real: Double) {
    columns.append(.init(name: column, value: .real(real)))
    hasher.add(column, real: real)
  }

  func beginValue(_ column: String, _ storageClass: StorageClass) {
    guard row != nil else { return }
    self.column = column
    self.storageClass = storageClass
    bytes.removeAll(keepingCapacity: true)
    spooled = nil
    hasher.beginValue(column, storageClass)
  }

  func append(_ piece: UnsafeRawBufferPointer) throws {
    guard row != nil else { return }
    hasher.append(piece)
    bytes.append(contentsOf: piece)
    if bytes.count > SpoolFile.longValue || spooled != nil && bytes.count >= RowReader.pieceSize {
      try spill()
    }
  }

  func endValue() throws {
    guard row != nil else { return }
    hasher.endValue()
    if spooled != nil { try spill() }
    columns.append(
      .init(name: column, value: spooled.map { .spooled($0, storageClass) } ?? .bytes(bytes, storageClass)))
  }

  func end() throws {
    guard var row else { return }
    row.columns = columns
    row.digest = hasher.finish(table: row.table).digest
    self.row = nil
    try take(row)
  }

  private func spill() throws {
    guard let spool else { return }
    var value = spooled ?? spool.begin()
    try bytes.withUnsafeBytes { try spool.append($0, to: &value) }
    spooled = value
    bytes.removeAll(keepingCapacity: true)
  }
}
