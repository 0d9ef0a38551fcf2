/// Turns byte offsets into lines and columns. Asked in ascending order it reads the text once.
struct PositionCursor {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  private var column = 1

  /// Starts at the first byte.
  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The place of the byte at `target`; the end of the text is a place too.
  mutating func position(at target: Int) -> SourcePosition {
    if target < offset {
      (offset, line, column) = (0, 1, 1)
    }
    var counted = offset
    while offset < target {
      let endsLine = isLineEnd(at: offset)
      offset += 1
      if endsLine {
        line += 1
        column = 1
        counted = offset
      }
    }
    // Whole stretches are counted, not bytes: a character may be several scalars. Stretches begin at a
    // token, and tokens begin with ASCII, which never joins the character before it.
    column += String(decoding: bytes[counted..<offset], as: UTF8.self).count
    return SourcePosition(line: line, column: column)
  }

  private func isLineEnd(at index: Int) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "\r"): index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")
    default: false
    }
  }
}
