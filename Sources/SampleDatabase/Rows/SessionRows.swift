extension Builder {
  /// Writes an ordinary session with all that hangs on it.
  func writeSession(_ sketch: SessionSketch, budget: Int) throws {
    nextSequence = 0
    try writeSessionRows(SessionRow(sketch: sketch, number: Int(sketch.created % 9_973)))
    let sets = (sketch.standsInV1 ? 1 : 0) + (sketch.standsInV2 ? 1 : 0)
    if sketch.standsInV1 { try writeConversationV1(of: sketch, budget: budget / sets) }
    if sketch.standsInV1 && sketch.standsInV2 {
      try importConversation(of: sketch.id)
    } else if sketch.standsInV2 {
      try writeConversationV2(of: sketch, budget: budget / sets)
    }
    try writeTodos(of: sketch)
    if sketch.standsInV2 { try writeInstructions(of: sketch) }
    try writeSequence(of: sketch.id)
  }

  /// The row in `session`, in `session_v2`, or in both.
  func writeSessionRows(_ row: SessionRow) throws {
    if row.standsInV1 { try insert(into: "session", row.columns) }
    if row.standsInV2 { try insert(into: "session_v2", row.columns) }
  }

  /// opencode counts on from here, whatever rows `event` still has.
  func writeSequence(of aggregate: String, owner: String? = nil) throws {
    try insert(
      into: "event_sequence",
      [
        "aggregate_id": .text(aggregate), "seq": .integer(max(0, nextSequence - 1)),
        "owner_id": .optional(owner),
      ])
  }

  private func writeTodos(of sketch: SessionSketch) throws {
    guard sketch.standsInV1 else { return }
    for position in 0..<generator.below(5) {
      text.removeAll()
      text.appendText(generator.integer(in: 20...80), &generator)
      try insert(
        into: "todo",
        [
          "session_id": .text(sketch.id), "content": .payload(text),
          "status": position == 0 ? "completed" : "pending", "priority": "medium",
          "position": .integer(Int64(position)), "time_created": .integer(sketch.created),
          "time_updated": .integer(sketch.updated),
        ])
    }
  }

  private func writeInstructions(of sketch: SessionSketch) throws {
    try insert(
      into: "instruction_state",
      [
        "session_id": .text(sketch.id), "epoch_start": 0, "through_seq": .integer(max(0, nextSequence - 1)),
        "initial_values": #"{"core/environment":"3b5d"}"#, "current_values": #"{"core/environment":"3b5d"}"#,
      ])
    guard generator.chance(0.3) else { return }
    try insert(
      into: "instruction_entry",
      [
        "session_id": .text(sketch.id), "key": "core/skills", "value": .null, "removed": 1,
        "time_created": .integer(sketch.created), "time_updated": .integer(sketch.updated),
      ])
  }
}
