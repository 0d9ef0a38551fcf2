internal import RetentionPolicy

extension Builder {
  /// A session whose rows hold every odd value: in content, events and the session row itself.
  func writeOddValues() throws {
    special.oddValues = SessionID(
      try writeOddSession(
        days: 70,
        change: {
          $0.cost = .real(1e308)
          $0.tokensInput = .integer(.max)
          $0.metadata = .blob([0x7B, 0x00, 0xFF])
        },
        rows: { sketch in
          if sketch.standsInV1 { try self.writeOddValuesV1(of: sketch) }
          if sketch.standsInV2 { try self.writeOddValuesV2(of: sketch) }
          for value in OddValue.data { try self.writeOddEvent(value, of: sketch) }
        }))
    // SQLite keeps no sign of zero: this one must come back as it stands, not as it was written.
    _ = try writeOddSession(days: 69, change: { $0.cost = .real(-0.0) })
  }

  private func writeOddValuesV1(of sketch: SessionSketch) throws {
    let values = OddValue.data
    for (index, value) in values.enumerated() {
      let message = identifiers.make("msg", at: sketch.created)
      try insert(
        into: "message",
        [
          "id": .text(message), "session_id": .text(sketch.id), "time_created": .integer(sketch.created),
          "time_updated": OddValue.times[index % OddValue.times.count], "data": value,
        ])
      try insert(
        into: "part",
        [
          "id": .text(identifiers.make("prt", at: sketch.created)), "message_id": .text(message),
          "session_id": .text(sketch.id), "time_created": OddValue.times[index % OddValue.times.count],
          "time_updated": .integer(sketch.updated), "data": values[values.count - 1 - index],
        ])
    }
    try insert(
      into: "todo",
      [
        "session_id": .text(sketch.id), "content": "überprüfen ✅ 検査", "status": "", "priority": "none",
        "position": -1, "time_created": 0, "time_updated": .real(0.5),
      ])
  }

  private func writeOddValuesV2(of sketch: SessionSketch) throws {
    for (index, value) in OddValue.data.enumerated() {
      try insert(
        into: "session_message",
        [
          "id": .text(identifiers.make("msg", at: sketch.created)), "session_id": .text(sketch.id),
          "type": index % 2 == 0 ? "user" : "synthetic", "seq": .integer(nextSequence),
          "time_created": .integer(sketch.created),
          "time_updated": OddValue.times[index % OddValue.times.count], "data": value,
        ])
      nextSequence += 1
    }
    for (key, value) in [("", OddValue.data[0]), ("größe/語", .null), ("a'b\"c", .blob([0, 1, 2]))] {
      try insert(
        into: "instruction_entry",
        [
          "session_id": .text(sketch.id), "key": .text(key), "value": value, "time_created": 0,
          "time_updated": .integer(sketch.updated),
        ])
    }
  }

  private func writeOddEvent(_ value: RowValue, of sketch: SessionSketch) throws {
    try insert(
      into: "event",
      [
        "id": .text(identifiers.make("evt", at: sketch.created)), "aggregate_id": .text(sketch.id),
        "seq": .integer(nextSequence), "type": "message.updated.1", "data": value,
      ])
    // Numbers may be missing: what was trimmed before leaves gaps.
    nextSequence += 2
  }
}

/// Values that SQLite stores in opencode's columns, though opencode would not write them.
///
/// A column declared `text` turns numbers into text as they are stored, so numbers of every kind stand in
/// the integer columns instead. https://sqlite.org/datatype3.html#type_affinity
enum OddValue {
  /// For a column declared `text` that usually holds a JSON object.
  static var data: [RowValue] {
    [
      "{}",
      #"{"type":"text","text":"Grüße, 世界, 🌍👩‍👩‍👧, e\u0301 and é"}"#,
      .text(nested(levels: 60)),
      .text(nested(levels: 5_000)),
      " \n\t{ \"type\" : \"text\" , \"text\" : \"spaced\" }\r\n ",
      "not JSON at all",
      #"{"type":"text","text":"cut"#,
      "",
      .rawText([0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0xFE, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0x22, 0x7D]),
      .rawText(Array("{\"type\":\"text\",\"text\":\"before".utf8) + [0] + Array("after\"}".utf8)),
      .blob(Array(#"{"type":"text","text":"a BLOB"}"#.utf8)),
      .blob([]),
      #"{"id":"prt_first","id":"prt_second","type":"text","text":"one key twice"}"#,
      #"{"type":"text","numbers":[-0.0,1e308,123456789012345678901234567890,1E-400,0.1]}"#,
      #"{"type":"text","text":"\ud83c lone surrogate \u0000 \/ escaped"}"#,
      "null", "-0.0", "1e308", "9007199254740993", #""a string""#, "[]",
      #"{"type":"file","mime":"image/png","url":"data:image/png;base64,"}"#,
    ]
  }

  /// For a column declared `integer` that usually holds milliseconds.
  static var times: [RowValue] {
    [
      0, -1, .integer(.max), .integer(.min), .real(1.5), .real(1e308), .real(-1e-308), .text("yesterday"),
      .text(""), .blob([0x31]), .integer(9_007_199_254_740_993),
    ]
  }

  private static func nested(levels: Int) -> String {
    let value = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    return #"{"type":"text","deep":\#(value)}"#
  }
}
