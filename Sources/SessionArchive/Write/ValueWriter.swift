internal import OpencodeStore

/// Writes values in the archive's forms, see `ValueForm`.
struct ValueWriter {
  let output: JSONOutput

  /// Writes a column's value.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`.
  func write(_ row: any RowView, at column: Int) throws {
    switch row.storageClass(at: column) {
    case .null: try output.append("null")
    case .integer: try output.append(String(row.integer(at: column)))
    case .real: try output.append(Self.real(row.real(at: column)))
    case .text, .blob:
      switch try ValueForm(of: row, at: column) {
      case .string: try writeString(row, at: column)
      case .json:
        try output.append(#"{"json":"#)
        try row.forEachPiece(at: column) { try output.append($0) }
        try output.append("}")
      case .encodedText: try writeBase64(row, at: column, key: "text")
      case .blob: try writeBase64(row, at: column, key: "blob")
      }
    }
  }

  /// Writes a text value, which must be valid UTF-8, as a JSON string.
  func writeString(_ row: any RowView, at column: Int) throws {
    try output.append("\"")
    try row.forEachPiece(at: column) { piece in try output.append { $0.append(escaped: piece) } }
    try output.append("\"")
  }

  private func writeBase64(_ row: any RowView, at column: Int, key: String) throws {
    var encoder = Base64Encoder()
    try output.append("{\"\(key)\":\"")
    try row.forEachPiece(at: column) { piece in try output.append { encoder.encode(piece, into: &$0) } }
    try output.append { encoder.finish(into: &$0) }
    try output.append("\"}")
  }

  /// The shortest text that reads back as the same double and is no integer's.
  static func real(_ value: Double) -> String {
    guard value.isFinite else { return "{\"real\":\"\(value)\"}" }
    return value.description
  }
}
