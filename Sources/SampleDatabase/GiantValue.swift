internal import OpencodeStore
internal import RetentionPolicy

extension Builder {
  /// One value more, as large as asked: in `event` for shape `events`, else in `part` or `session_message`.
  func writeGiantValue(of size: ByteCount, in sketches: [SessionSketch]) throws {
    // A third into the timeline: old enough to be evicted, not the oldest.
    guard let sketch = sketches[(sketches.count / 3)...].first(where: { $0.parentID == nil }) else { return }
    special.giant = SessionID(sketch.id)
    let time = sketch.updated
    if options.shape == .events {
      let id = identifiers.make("evt", at: time)
      let number = try connection.integer(
        "SELECT seq + 1 FROM event_sequence WHERE aggregate_id = \(sketch.id.quotedLiteral)")
      try insertGiant(
        into: "event (id, aggregate_id, seq, type, data)",
        "\(id.quotedLiteral), \(sketch.id.quotedLiteral), \(number), 'message.updated.1'", size: size)
      try connection.execute(
        "UPDATE event_sequence SET seq = \(number) WHERE aggregate_id = \(sketch.id.quotedLiteral)")
    } else if sketch.standsInV1 {
      let message = identifiers.make("msg", at: time)
      try insert(
        into: "message",
        [
          "id": .text(message), "session_id": .text(sketch.id), "time_created": .integer(time),
          "time_updated": .integer(time), "data": .text(MessageJSON.user(created: time)),
        ])
      try insertGiant(
        into: "part (id, message_id, session_id, time_created, time_updated, data)",
        "\(identifiers.make("prt", at: time).quotedLiteral), \(message.quotedLiteral), "
          + "\(sketch.id.quotedLiteral), \(time), \(time)", size: size)
    } else {
      let number = try connection.integer(
        "SELECT max(seq) + 1 FROM session_message WHERE session_id = \(sketch.id.quotedLiteral)")
      try insertGiant(
        into: "session_message (id, session_id, type, seq, time_created, time_updated, data)",
        "\(identifiers.make("msg", at: time).quotedLiteral), \(sketch.id.quotedLiteral), 'user', \(number), "
          + "\(time), \(time)", size: size)
    }
  }

  /// SQLite itself repeats a block as often as needed; its last column is the value.
  private func insertGiant(into table: String, _ values: String, size: ByteCount) throws {
    let head = #"{"type":"text","text":""#
    let tail = #""}"#
    let bytes = max(1, Int(size.bytes) - head.utf8.count - tail.utf8.count)
    let block = min(bytes, 65_536)
    text.removeAll()
    text.appendBase64(block, &generator)
    payload.removeAll()
    payload.appendBase64(bytes % block, &generator)
    let statement = try connection.prepare(
      "INSERT INTO \(table) VALUES (\(values), "
        + "'\(head)' || replace(hex(zeroblob(?1)), '00', ?2) || ?3 || '\(tail)')")
    try statement.bind(Int64(bytes / block), at: 1)
    try RowValue.payload(text).bind(to: statement, at: 2)
    try RowValue.payload(payload).bind(to: statement, at: 3)
    try statement.run()
  }
}
