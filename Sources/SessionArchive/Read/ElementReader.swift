internal import OpencodeStore
internal import RetentionPolicy

/// Reads one archived session, row by row, and checks it against the counts and the digest at its end.
final class ElementReader {
  /// What was read.
  struct Summary {
    let header: ElementHeader
    let digest: Digest128
    /// The part of the digest that is of database rows.
    let rowsDigest: Digest128
    let counts: [String: Int]
    let fingerprints: [Fingerprint]
  }

  private let cursor: JSONCursor
  private let values: ValueReader
  private let digest: DigestSink
  private let sink: any RowSink

  /// A reader of the session in a frame.
  ///
  /// - Parameters:
  ///   - sink: takes the rows; nil: they are only checked.
  ///   - keepsFingerprints: whether the summary has those of the rows.
  init(frame: FrameReader, sink: (any RowSink)? = nil, keepsFingerprints: Bool = true) {
    digest = DigestSink(keepsFingerprints: keepsFingerprints)
    cursor = JSONCursor(frame: frame)
    values = ValueReader(cursor: cursor)
    if let sink {
      self.sink = BothSinks(first: digest, second: sink)
    } else {
      self.sink = digest
    }
  }

  /// Reads the session to the end of its frame.
  ///
  /// - Throws: `ArchiveError.damaged`, or what the sink throws.
  func read() throws -> Summary {
    try cursor.expect(#"{"info":"#)
    try cursor.value { _ in }
    try cursor.expect(#","messages":["#)
    try list { try readMessage() }
    try cursor.expect(#","retentiond":{"#)
    let header = try readHeader()
    try cursor.expect(#","rows":{"#)
    try readTables { .row(table: $0) }
    try cursor.expect(#","references":{"#)
    try readTables { .reference(table: $0) }
    try cursor.expect(#","files":{"#)
    try members { path in
      try sink.begin(.file(path: path))
      try values.read(path, into: sink)
      try sink.end()
    }
    try expectTotals()
    try cursor.expectEnd()
    return Summary(
      header: header, digest: digest.digest, rowsDigest: digest.rowsDigest, counts: digest.counts,
      fingerprints: digest.fingerprints)
  }

  // MARK: opencode's shape

  /// The parts of a message are kept until their values come: of more than any turn has, none are.
  private static let mostParts = 1_000_000

  private func readMessage() throws {
    try cursor.expect(#"{"retentiond":{""#)
    if try cursor.skip("s") {
      try cursor.expect(#"ession_message":"#)
      let record = try SmallRecord(values)
      try cursor.expect("},")
      try readEmbedded(.sessionMessage, record, isOpen: true)
      return
    }
    try cursor.expect(#"message":"#)
    let message = try SmallRecord(values)
    try cursor.expect(#","part":["#)
    var parts: [SmallRecord] = []
    try list {
      guard parts.count < Self.mostParts else { throw cursor.unexpected("a message with too many parts") }
      parts.append(try SmallRecord(values))
    }
    try cursor.expect(#"},"info":"#)
    try readEmbedded(.message, message, isOpen: false)
    try cursor.expect(#","parts":["#)
    var remaining = parts[...]
    try list {
      guard let part = remaining.popFirst() else { throw cursor.unexpected("a part without its columns") }
      try readEmbedded(.part, part, isOpen: false)
    }
    guard remaining.isEmpty else { throw cursor.unexpected("fewer parts than it names") }
    try cursor.expect("}")
  }

  /// Reads an object in opencode's shape back into the row that it was made of.
  ///
  /// - Parameter isOpen: whether its opening brace was taken already.
  private func readEmbedded(_ shape: MessageShape, _ record: SmallRecord, isOpen: Bool) throws {
    guard let prefix = shape.prefix({ record.text($0) }) else {
      throw cursor.unexpected("a row without the ids that it is shown with")
    }
    try cursor.expect(isOpen ? Array(prefix.dropFirst()) : prefix)
    _ = try cursor.skip(",")
    try sink.begin(.row(table: shape.table))
    try record.replay(into: sink)
    try sink.beginValue(MessageShape.column, .text)
    try cursor.value(opening: "{") { try sink.append($0) }
    try sink.endValue()
    try sink.end()
  }

  // MARK: What it leaves out

  private func readHeader() throws -> ElementHeader {
    try cursor.expect("\"format\":")
    let format = try cursor.integer()
    guard format == ArchiveFormat.version else {
      throw cursor.unexpected("format \(format); this version reads format \(ArchiveFormat.version)")
    }
    try cursor.expect(",\"")
    var content = Content.session
    if try cursor.peek() == UInt8(ascii: "c") {
      try cursor.expect("content\":")
      guard let named = Content(rawValue: try cursor.string()), named.isTrim else {
        throw cursor.unexpected("content that this version does not know")
      }
      content = named
      try cursor.expect(",\"")
    }
    try cursor.expect("id\":")
    let id = try cursor.string()
    let root = try text("root")
    let parent = try optionalText("parent")
    guard let generation = Generation(rawValue: try text("generation")) else {
      throw cursor.unexpected("an unknown generation")
    }
    return ElementHeader(
      content: content, id: id, root: root, parent: parent, generation: generation,
      title: try optionalText("title"), directory: try text("directory"), database: try text("database"),
      created: try time("timeCreated"), lastActivity: try time("timeActive"),
      archived: try time("timeArchived"))
  }

  private func text(_ key: String) throws -> String {
    try cursor.expect(",\"\(key)\":")
    return try cursor.string()
  }

  private func optionalText(_ key: String) throws -> String? {
    try cursor.expect(",\"\(key)\":")
    if try cursor.peek() == UInt8(ascii: "\"") { return try cursor.string() }
    try cursor.expect("null")
    return nil
  }

  private func time(_ key: String) throws -> Int64 {
    try cursor.expect(",\"\(key)\":")
    return try cursor.integer()
  }

  private func readTables(_ kind: (String) -> ArchivedRowKind) throws {
    try members { table in
      try cursor.expect("[")
      try list {
        try sink.begin(kind(table))
        try cursor.expect("{")
        try members { try values.read($0, into: sink) }
        try sink.end()
      }
    }
  }

  private func expectTotals() throws {
    try cursor.expect(#","counts":{"#)
    var counts: [String: Int] = [:]
    try members { counts[$0] = Int(try cursor.integer()) }
    try cursor.expect(#","digest":"#)
    let written = try cursor.string()
    try cursor.expect("}}")
    guard counts == digest.counts, written == digest.digest.description else {
      throw cursor.unexpected("rows that do not add up to the digest at its end")
    }
  }

  // MARK: Lists

  /// Reads the items of an array up to and with its closing bracket; the opening one was taken.
  private func list(_ item: () throws -> Void) throws {
    if try cursor.skip("]") { return }
    repeat { try item() } while try cursor.skip(",")
    try cursor.expect("]")
  }

  /// Reads the members of an object up to and with its closing brace; the opening one was taken.
  private func members(_ member: (String) throws -> Void) throws {
    if try cursor.skip("}") { return }
    repeat {
      let key = try cursor.string()
      try cursor.expect(":")
      try member(key)
    } while try cursor.skip(",")
    try cursor.expect("}")
  }
}
