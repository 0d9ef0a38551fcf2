internal import OpencodeStore
internal import SessionArchive

/// What the user asked first: from it comes the title of a session of which none is known.
enum FirstQuestion {
  /// So much of it can become a title.
  private static let longestTitle = 100

  /// Its first line that says something; nil: there is none. After the timeline was worked out.
  ///
  /// - Throws: `SQLiteError`, `ArchiveError`, `Interrupted`.
  static func line(in copies: Copies, _ values: ValueFile) throws -> String? {
    let select = try copies.scratch.prepare(
      """
      SELECT part.offset, part.size FROM timeline CROSS JOIN message ON message.id = timeline.message
        CROSS JOIN part ON part.message = message.id
      WHERE is_user = 1 AND is_text = 1 ORDER BY time, timeline.message, part.id
      """)
    while try select.step() {
      let extent = ValueFile.Extent(offset: select.integer(at: 0), count: Int(select.integer(at: 1)))
      let text = try text(of: extent, values)?.prefix(longestTitle)
      if let line = text?.split(whereSeparator: \.isNewline).first { return String(line) }
    }
    return nil
  }

  /// The text of a part, or its beginning.
  private static func text(of part: ValueFile.Extent, _ values: ValueFile) throws -> String? {
    var walker = MemberWalker()
    var reader = TextReader()
    try values.forEachPiece(of: part) { piece in
      try Interruption.current.check()
      try walker.scan(piece, &reader)
    }
    return reader.text
  }
}

/// Notes the member `text`.
private struct TextReader: MemberVisitor {
  private(set) var text: String?
  var hasEnough: Bool { text != nil }

  func begin(_ path: [String], rawKey: [UInt8]) -> Bool { false }
  func append(_ bytes: UnsafeRawBufferPointer) {}
  func end() {}

  mutating func scalar(_ path: [String], _ text: [UInt8]) {
    if path == ["text"] { self.text = JSONString.prefix(text) }
  }
}
