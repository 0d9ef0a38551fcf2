internal import OpencodeStore

/// Reads values in the archive's forms, see `ValueForm`.
struct ValueReader {
  let cursor: JSONCursor

  /// Reads one value and hands it to a sink.
  ///
  /// - Throws: `ArchiveError.damaged`, or what the sink throws.
  func read(_ column: String, into sink: any RowSink) throws {
    switch try cursor.peek() {
    case UInt8(ascii: "\""):
      try sink.beginValue(column, .text)
      try cursor.string { try sink.append($0) }
      try sink.endValue()
    case UInt8(ascii: "{"):
      try readObject(column, into: sink)
    default:
      try readToken(column, into: sink)
    }
  }

  private func readObject(_ column: String, into sink: any RowSink) throws {
    try cursor.expect("{")
    let key = try cursor.string()
    try cursor.expect(":")
    switch key {
    case "json":
      try sink.beginValue(column, .text)
      try cursor.value { try sink.append($0) }
      try sink.endValue()
    case "text", "blob":
      try sink.beginValue(column, key == "text" ? .text : .blob)
      try readBase64(into: sink)
      try sink.endValue()
    case "real":
      guard let real = Double(try cursor.string()) else { throw cursor.unexpected("a real that is none") }
      try sink.add(column, real: real)
    default: throw cursor.unexpected("a value of unknown form “\(key)”")
    }
    try cursor.expect("}")
  }

  private func readBase64(into sink: any RowSink) throws {
    var decoder = Base64Decoder()
    var bytes: [UInt8] = []
    try cursor.string { piece in
      bytes.removeAll(keepingCapacity: true)
      guard decoder.decode(piece, into: &bytes) else { throw cursor.unexpected("base64 that is none") }
      try bytes.withUnsafeBytes { try sink.append($0) }
    }
    guard decoder.isComplete else { throw cursor.unexpected("base64 without its end") }
  }

  private func readToken(_ column: String, into sink: any RowSink) throws {
    let token = try cursor.token()
    if token == "null" {
      try sink.addNull(column)
    } else if let integer = Int64(token) {
      try sink.add(column, integer: integer)
    } else if token.utf8.contains(where: { ".eE".utf8.contains($0) }), let real = Double(token) {
      try sink.add(column, real: real)
    } else {
      throw cursor.unexpected("“\(token)” where a value was expected")
    }
  }
}
