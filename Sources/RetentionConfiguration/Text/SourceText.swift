/// The text of a configuration file as it stands on disk: valid UTF-8, without the byte order mark.
struct SourceText: Hashable, Sendable {
  /// The UTF-8 bytes.
  let bytes: [UInt8]

  /// Checks the encoding.
  ///
  /// - Throws: `SyntaxError` at the first byte that is no UTF-8.
  init(validating bytes: [UInt8]) throws(SyntaxError) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
    do {
      _ = try UTF8Span(validating: text.span)
    } catch {
      var cursor = PositionCursor(bytes: text)
      throw SyntaxError(
        position: cursor.position(at: error.byteOffsets.lowerBound),
        message: "Here is a byte that is not UTF-8. Save the file in the UTF-8 encoding.")
    }
    self.bytes = text
  }
}
