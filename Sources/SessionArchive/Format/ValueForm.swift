internal import OpencodeStore

/// In which form a text or blob value stands in the archive, chosen by its bytes so that they come back
/// exactly.
///
/// | in the archive | the value |
/// |---|---|
/// | `null`, `12`, `1.5` | NULL, INTEGER, REAL (always with a point or an exponent) |
/// | `"…"` | TEXT |
/// | `{"json":…}` | TEXT that is itself a JSON object or array, byte for byte |
/// | `{"text":"…"}` | TEXT that is not valid UTF-8, in base64 |
/// | `{"blob":"…"}` | BLOB, in base64 |
/// | `{"real":"inf"}` | REAL that JSON has no number for |
enum ValueForm: Hashable {
  /// A JSON string.
  case string
  /// Embedded JSON.
  case json
  /// Base64 under the key `text`.
  case encodedText
  /// Base64 under the key `blob`.
  case blob

  /// How deep embedded JSON may be nested: what every JSON reader takes, together with what is around it.
  static let maximumDepth = 96

  /// The form for a value, found by reading it once.
  ///
  /// - Parameters:
  ///   - reservedKeys: keys that an embedded object must not have.
  ///   - take: called with every piece, for whoever wants to read the value in the same pass.
  /// - Throws: `SQLiteError`.
  init(
    of row: any RowView, at column: Int, reservedKeys: [String] = [],
    _ take: (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws {
    if row.storageClass(at: column) == .blob {
      try row.forEachPiece(at: column, take)
      self = .blob
      return
    }
    var scanner = JSONScanner(maximumDepth: Self.maximumDepth, reservedKeys: reservedKeys)
    var utf8 = UTF8Check()
    var mayBeJSON = true
    var isUTF8 = true
    var isFirst = true
    try row.forEachPiece(at: column) { piece in
      take(piece)
      if isFirst, let first = piece.first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") {
        mayBeJSON = false
      }
      isFirst = false
      if mayBeJSON { mayBeJSON = scanner.scan(piece) == piece.count }
      if isUTF8 { isUTF8 = utf8.take(piece) }
    }
    if mayBeJSON, scanner.status == .complete {
      self = .json
    } else {
      self = isUTF8 && utf8.isBetweenCharacters ? .string : .encodedText
    }
  }
}
