internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Writes a rebuilt session as `opencode export` does, which `opencode import` reads:
/// `{"info":…,"messages":[{"info":…,"parts":[…]}]}`.
struct Export {
  let session: SessionID
  let values: ValueFile
  let file: ExportFile

  /// Writes the session.
  ///
  /// - Throws: `RebuildError.export`, `ArchiveError`, `Interrupted`; no file is left then.
  func run(_ rebuilt: RebuiltSession) throws {
    do {
      try write(rebuilt)
      try file.finish()
    } catch {
      file.remove()
      throw error
    }
  }

  private func write(_ rebuilt: RebuiltSession) throws {
    try file.write(#"{"info":{"id":"#.utf8)
    try write(quoted: session.rawValue)
    try write(rebuilt.row.values[...], depth: 0, isFirst: false)
    try file.write(#"},"messages":["#.utf8)
    let parts = try rebuilt.parts()
    var isFirst = true
    try rebuilt.forEachMessage { message in
      try Interruption.current.check()
      try file.write(isFirst ? #"{"info":"#.utf8 : #",{"info":"#.utf8)
      isFirst = false
      try write([("id", message.id), ("sessionID", session.rawValue)], message.data)
      try file.write(#","parts":["#.utf8)
      var isFirstPart = true
      try parts(message) { part in
        if !isFirstPart { try file.write(",".utf8) }
        isFirstPart = false
        try write(
          [("id", part.id), ("sessionID", session.rawValue), ("messageID", part.message)], part.data)
      }
      try file.write("]}".utf8)
    }
    try file.write("]}\n".utf8)
  }

  /// Writes an object that begins with ids and goes on with a row's `data`.
  private func write(_ ids: [(key: String, value: String)], _ data: ValueFile.Extent) throws {
    for (index, id) in ids.enumerated() {
      try file.write(index == 0 ? "{".utf8 : ",".utf8)
      try write(quoted: id.key)
      try file.write(":".utf8)
      try write(quoted: id.value)
    }
    // What is more than `{}` has a member.
    if data.count > 2 { try file.write(",".utf8) }
    var isFirst = true
    try values.forEachPiece(of: data) { piece in
      try file.write(piece.dropFirst(isFirst ? 1 : 0))
      isFirst = false
    }
  }

  /// Writes members of the session, those within one object together.
  private func write(
    _ members: ArraySlice<(member: SessionMember, value: SessionInsertion.Value)>, depth: Int, isFirst: Bool
  ) throws {
    var rest = members
    var isFirst = isFirst
    while let (member, value) = rest.first {
      if !isFirst { try file.write(",".utf8) }
      isFirst = false
      try write(quoted: member.path[depth])
      try file.write(":".utf8)
      if member.path.count == depth + 1 {
        try write(value, member.form)
        rest = rest.dropFirst()
        continue
      }
      let together = rest.prefix {
        $0.member.path.count > depth && $0.member.path[depth] == member.path[depth]
      }
      try file.write("{".utf8)
      try write(together, depth: depth + 1, isFirst: true)
      try file.write("}".utf8)
      rest = rest[together.endIndex...]
    }
  }

  private func write(_ value: SessionInsertion.Value, _ form: SessionMember.Form) throws {
    switch value {
    case .null: try file.write("null".utf8)
    case .integer(let integer): try file.write("\(integer)".utf8)
    case .real(let real): try file.write((real.isFinite ? real.description : "null").utf8)
    case .text(let text) where form == .json && Self.isContainer(text): try file.write(text)
    case .text(let text): try write(quoted: String(decoding: text, as: UTF8.self))
    case .kept(let extent): try values.forEachPiece(of: extent) { try file.write($0) }
    }
  }

  private static func isContainer(_ text: [UInt8]) -> Bool {
    text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[")
  }

  private func write(quoted text: String) throws {
    var bytes: [UInt8] = []
    bytes.append(quoted: text)
    try file.write(bytes)
  }
}
