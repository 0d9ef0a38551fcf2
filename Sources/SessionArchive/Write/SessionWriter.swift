internal import OpencodeStore
internal import RetentionPolicy

/// Writes one session as one JSON object: opencode's own shape, then what that shape leaves out.
///
///     {"info":{…},"messages":[…],"retentiond":{…,"rows":{"<table>":[{…}]},…}}
///
/// A row whose `data` stands in `messages` has its other columns beside it there; every other row stands
/// whole under `rows`.
final class SessionWriter {
  /// What was written.
  struct Summary: Hashable {
    var digest = Digest128.zero
    var counts: [String: Int] = [:]
  }

  private let output: JSONOutput
  private let rows: SessionRows
  private let hasher = RowHasher()
  private var summary = Summary()
  /// The rows that stand in `messages`, by table.
  private var shaped: [String: Set<RowID>] = [:]

  init(output: JSONOutput, rows: SessionRows) {
    self.output = output
    self.rows = rows
  }

  /// Writes a session, or what the header says of it; the caller holds the read transaction.
  ///
  /// - Parameter kept: rows that stay where they are.
  /// - Throws: `ArchiveError`, `SQLiteError`.
  func write(
    _ header: ElementHeader, sideFiles: some Sequence<(SideFile, SideFileView)>, besides kept: Set<RowID> = []
  ) throws -> Summary {
    summary = Summary()
    shaped = [:]
    try output.append(#"{"info":"#)
    let isV2 = try writeInfo(header.id)
    try output.append(#","messages":["#)
    if !header.content.isTrim {
      if isV2 { try writeSessionMessages(header.id) } else { try writeMessages(header.id) }
    }
    try output.append(#"],"retentiond":{"#)
    try writeHeader(header)
    try writeRows(header.id, header.content, besides: kept)
    try writeReferences(header)
    try writeSideFiles(sideFiles)
    let counts = summary.counts.sorted { $0.key < $1.key }
    try output.append { buffer in
      buffer.append(#","counts":{"#)
      for (index, count) in counts.enumerated() {
        buffer.append(index == 0 ? "" : ",")
        buffer.append(quoted: count.key)
        buffer.append(":\(count.value)")
      }
      buffer.append("},\"digest\":\"\(summary.digest)\"}}")
    }
    return summary
  }

  private func count(_ table: String) {
    summary.digest = summary.digest + hasher.finish(table: table).digest
    summary.counts[table, default: 0] += 1
  }

  // MARK: opencode's shape

  /// Writes `info` and says whether it is a session of V2, which wins where there are both.
  private func writeInfo(_ id: SessionID) throws -> Bool {
    for table in rows.schema.sessionTables.reversed() {
      guard let rowid = try rows.rowids(of: id, in: table).first else { continue }
      _ = try rows.reader(of: table).read(rowid) { row in
        try SessionInfo(output: output, row: row, table: table).write()
      }
      return table.name == "session_v2"
    }
    // The session went away since it was surveyed; the digest will not match, and nothing is evicted.
    try output.append("{}")
    return false
  }

  private func writeSessionMessages(_ id: SessionID) throws {
    guard let table = shapeTable(.sessionMessage, having: "seq") else { return }
    let reader = try rows.reader(of: table)
    var isFirst = true
    let order = "seq, id"
    for rowid in try rows.rowids(in: table, where: "session_id = ?1", parameter: id.rawValue, orderBy: order)
    {
      guard let message = try shape(rowid, .sessionMessage, reader) else { continue }
      try output.append(isFirst ? "" : ",")
      isFirst = false
      try output.append { buffer in
        buffer.append(#"{"retentiond":{"session_message":"#)
        buffer.append(contentsOf: message.record)
        buffer.append("},")
        buffer.append(contentsOf: message.prefix.dropFirst())
      }
      try message.writeBody(to: output, reader: reader)
    }
  }

  private func writeMessages(_ id: SessionID) throws {
    guard let table = shapeTable(.message, having: "time_created"),
      let partTable = shapeTable(.part, having: "message_id")
    else { return }
    let reader = try rows.reader(of: table)
    let partReader = try rows.reader(of: partTable)
    var isFirst = true
    let order = "time_created, id"
    for rowid in try rows.rowids(in: table, where: "session_id = ?1", parameter: id.rawValue, orderBy: order)
    {
      guard let message = try shape(rowid, .message, reader) else { continue }
      try output.append(isFirst ? "" : ",")
      isFirst = false
      let parts = try parts(of: rowid, in: table, partReader)
      try output.append { buffer in
        buffer.append(#"{"retentiond":{"message":"#)
        buffer.append(contentsOf: message.record)
        buffer.append(#","part":["#)
        for (index, part) in parts.enumerated() {
          buffer.append(index == 0 ? "" : ",")
          buffer.append(contentsOf: part.record)
        }
        buffer.append(#"]},"info":"#)
        buffer.append(contentsOf: message.prefix)
      }
      try message.writeBody(to: output, reader: reader)
      try output.append(#","parts":["#)
      for (index, part) in parts.enumerated() {
        try output.append(index == 0 ? "" : ",")
        try part.prefix.withUnsafeBytes { try output.append($0) }
        try part.writeBody(to: output, reader: partReader)
      }
      try output.append("]}")
    }
  }

  private func parts(of message: RowID, in table: Table, _ reader: RowReader) throws -> [ShapedRow] {
    var kept = 0
    let parts = try rows.rowids(
      in: reader.table, referringBy: "message_id", to: message, of: table, key: "id", orderBy: "id")
    return try parts.compactMap { rowid in
      // What is kept in memory for one message is bounded; the parts beyond that are read again.
      guard let part = try shape(rowid, .part, reader, mayKeep: kept < Self.keptBytes) else { return nil }
      if case .ready(let bytes) = part.body { kept += bytes.count }
      return part
    }
  }

  private static let keptBytes = 2 << 20

  private func shape(
    _ rowid: RowID, _ shape: MessageShape, _ reader: RowReader, mayKeep: Bool = true
  ) throws -> ShapedRow? {
    let row = try reader.read(rowid) { row in
      try ShapedRow(row, rowid: rowid, table: reader.table, shape: shape, hasher: hasher, mayKeep: mayKeep)
    }
    guard let row, let row else {
      hasher.reset()
      return nil
    }
    count(reader.table.name)
    shaped[reader.table.name, default: []].insert(rowid)
    return row
  }

  private func shapeTable(_ shape: MessageShape, having column: String) -> Table? {
    rows.schema.hangingTables.map(\.table).first { table in
      table.name == shape.table && table.hasColumn(MessageShape.column) && table.hasColumn(column)
        && table.hasColumn("session_id")
    }
  }

  // MARK: What it leaves out

  private func writeHeader(_ header: ElementHeader) throws {
    try output.append { buffer in
      func text(_ key: String, _ value: String?) {
        buffer.append(",\"\(key)\":")
        if let value { buffer.append(quoted: value) } else { buffer.append("null") }
      }
      buffer.append("\"format\":\(ArchiveFormat.version)")
      if header.content != .session { text("content", header.content.rawValue) }
      text("id", header.id.rawValue)
      text("root", header.root.rawValue)
      text("parent", header.parent?.rawValue)
      text("generation", header.generation.rawValue)
      text("title", header.title)
      text("directory", header.directory)
      text("database", header.database)
      buffer.append(",\"timeCreated\":\(header.created.milliseconds)")
      buffer.append(",\"timeActive\":\(header.lastActivity.milliseconds)")
      buffer.append(",\"timeArchived\":\(header.archived.milliseconds)")
    }
  }

  private func writeRows(_ id: SessionID, _ content: Content, besides kept: Set<RowID>) throws {
    try output.append(#","rows":{"#)
    var isFirstTable = true
    for (table, condition) in rows.schema.ownedTables(of: content) {
      // A message grows from event to event: side by side its copies take little room.
      let order = content == .events && table.name == "event" ? "seq" : nil
      let all = try rows.rowids(in: table, where: condition, parameter: id.rawValue, orderBy: order)
      let elsewhere = kept.union(shaped[table.name] ?? [])
      let rest = elsewhere.isEmpty ? all : all.filter { !elsewhere.contains($0) }
      guard !rest.isEmpty else { continue }
      try beginRows(of: table, isFirst: isFirstTable)
      isFirstTable = false
      let reader = try rows.reader(of: table)
      for (index, rowid) in rest.enumerated() {
        try output.append(index == 0 ? "" : ",")
        _ = try reader.read(rowid) { row in
          try write(row, of: table)
          try RowReader.hash(row, of: table, into: hasher)
          count(table.name)
        }
      }
      try output.append("]")
    }
    try output.append("}")
  }

  /// What the session's row refers to: not evicted, but restored where it is gone.
  private func writeReferences(_ header: ElementHeader) throws {
    try output.append(#","references":{"#)
    var isFirstTable = true
    let tables = header.content.isTrim ? [] : Set(rows.schema.references.map(\.table))
    for table in tables.sorted(by: { $0.name < $1.name }) {
      let found = try referredRows(header.id, in: table)
      guard !found.isEmpty else { continue }
      try beginRows(of: table, isFirst: isFirstTable)
      isFirstTable = false
      for (index, rowid) in found.enumerated() {
        try output.append(index == 0 ? "" : ",")
        _ = try rows.reader(of: table).read(rowid) { try write($0, of: table) }
      }
      try output.append("]")
    }
    try output.append("}")
  }

  private func referredRows(_ id: SessionID, in table: Table) throws -> [RowID] {
    // The two rows of an upgraded session refer to the same project, mostly.
    let conditions = rows.schema.references.filter { $0.table == table }.map { reference in
      "\(reference.key.quotedIdentifier) IN (SELECT \(reference.column.quotedIdentifier) "
        + "FROM \(reference.sessionTable.quotedIdentifier) WHERE id = ?1)"
    }
    return try rows.rowids(in: table, where: conditions.joined(separator: " OR "), parameter: id.rawValue)
  }

  private func beginRows(of table: Table, isFirst: Bool) throws {
    try output.append { buffer in
      buffer.append(isFirst ? "" : ",")
      buffer.append(quoted: table.name)
      buffer.append(":[")
    }
  }

  private func writeSideFiles(_ files: some Sequence<(SideFile, SideFileView)>) throws {
    try output.append(#","files":{"#)
    for (index, (file, content)) in files.enumerated() {
      try output.append { buffer in
        buffer.append(index == 0 ? "" : ",")
        buffer.append(quoted: file.relativePath)
        buffer.append(":")
      }
      try ValueWriter(output: output).write(content, at: 0)
      hasher.beginValue(file.relativePath, .text)
      try content.forEachPiece(at: 0) { hasher.append($0) }
      hasher.endValue()
      count(SideFileView.table)
    }
    try output.append("}")
  }

  private func write(_ row: any RowView, of table: Table) throws {
    var object = ObjectWriter(output: output)
    try object.open()
    for (index, column) in table.columns.enumerated() {
      try object.key(column.name)
      try ValueWriter(output: output).write(row, at: index)
    }
    try object.close()
  }
}
