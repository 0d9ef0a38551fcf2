internal import OpencodeStore

/// A row of a message table on its way into opencode's shape.
struct ShapedRow {
  /// Where the embedded value is.
  enum Body {
    /// In memory.
    case ready([UInt8])
    /// Too long for that: to be read again.
    case later(RowID)
  }

  /// The other columns, as a JSON object.
  let record: [UInt8]
  /// The beginning of the object in opencode's shape, with the comma before the embedded value's first key.
  let prefix: [UInt8]
  /// The embedded value, without its opening brace.
  let body: Body

  /// Values up to this size are kept in memory until their turn.
  private static let readySize = 128 * 1024
  /// Other columns longer than this are not opencode's; such a row is written as it is.
  private static let recordSize = 64 * 1024

  /// Reads a row and hashes it; nil when its value cannot be embedded and come back exactly. The hasher is
  /// then to be reset.
  ///
  /// - Throws: `SQLiteError`.
  init?(_ row: any RowView, rowid: RowID, table: Table, shape: MessageShape, hasher: RowHasher, mayKeep: Bool)
    throws
  {
    guard let data = table.columns.firstIndex(where: { $0.name == MessageShape.column }),
      row.storageClass(at: data) == .text,
      let record = try Self.record(row, table: table, without: data, hasher: hasher),
      let prefix = try shape.prefix({ column in try Self.text(row, table, column) })
    else { return nil }
    var embedded = EmbeddedObject(keep: try mayKeep && row.byteCount(at: data) <= Self.readySize)
    hasher.beginValue(MessageShape.column, .text)
    let form = try ValueForm(of: row, at: data, reservedKeys: shape.reservedKeys) { piece in
      hasher.append(piece)
      embedded.take(piece)
    }
    hasher.endValue()
    guard form == .json, let isEmpty = embedded.isEmpty else { return nil }
    self.record = record
    self.prefix = prefix + (isEmpty ? [] : [UInt8(ascii: ",")])
    body = embedded.kept.map { .ready($0) } ?? .later(rowid)
  }

  /// Writes the rest of the object after the prefix.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`.
  func writeBody(to output: JSONOutput, reader: RowReader) throws {
    switch body {
    case .ready(let bytes):
      try bytes.withUnsafeBytes { try output.append($0) }
    case .later(let rowid):
      let column = reader.table.columns.firstIndex { $0.name == MessageShape.column } ?? 0
      var isFirst = true
      _ = try reader.read(rowid) { row in
        try row.forEachPiece(at: column) { piece in
          try output.append(UnsafeRawBufferPointer(rebasing: piece.dropFirst(isFirst ? 1 : 0)))
          isFirst = false
        }
      }
    }
  }

  /// All columns but one, as a JSON object.
  private static func record(
    _ row: any RowView, table: Table, without data: Int, hasher: RowHasher
  ) throws -> [UInt8]? {
    var record: [UInt8] = Array("{".utf8)
    for (index, column) in table.columns.enumerated() where index != data {
      record.append(record.count == 1 ? "" : ",")
      record.append(quoted: column.name)
      record.append(":")
      switch row.storageClass(at: index) {
      case .null: record.append("null")
      case .integer:
        hasher.add(column.name, integer: row.integer(at: index))
        record.append(String(row.integer(at: index)))
      case .real:
        hasher.add(column.name, real: row.real(at: index))
        record.append(ValueWriter.real(row.real(at: index)))
      case .text:
        guard try row.byteCount(at: index) <= recordSize, let text = try text(row, index) else { return nil }
        hasher.beginValue(column.name, .text)
        try row.forEachPiece(at: index) { hasher.append($0) }
        hasher.endValue()
        record.append(quoted: text)
      case .blob: return nil
      }
    }
    record.append("}")
    return record
  }

  private static func text(_ row: any RowView, _ table: Table, _ column: String) throws -> String? {
    try table.columns.firstIndex { $0.name == column }.flatMap { index in
      row.storageClass(at: index) == .text ? try text(row, index) : nil
    }
  }

  /// A short text value; nil when it is not valid UTF-8.
  private static func text(_ row: any RowView, _ index: Int) throws -> String? {
    var bytes: [UInt8] = []
    try row.forEachPiece(at: index) { bytes.append(contentsOf: $0) }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// Follows the beginning of an object that is to be embedded.
private struct EmbeddedObject {
  /// The bytes after the opening brace, when they are to be kept.
  private(set) var kept: [UInt8]?
  /// Whether the object has no key; nil when it is no object, or its first byte after the brace is too far.
  private(set) var isEmpty: Bool?
  private var isFirst = true

  init(keep: Bool) {
    kept = keep ? [] : nil
  }

  mutating func take(_ piece: UnsafeRawBufferPointer) {
    if isFirst, piece.first == UInt8(ascii: "{") {
      let whitespace: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]
      isEmpty = piece.dropFirst().first { !whitespace.contains($0) }.map { $0 == UInt8(ascii: "}") }
    }
    kept?.append(contentsOf: piece.dropFirst(isFirst ? 1 : 0))
    isFirst = false
  }
}
