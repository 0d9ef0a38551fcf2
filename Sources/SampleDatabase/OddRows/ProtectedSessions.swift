internal import RetentionPolicy

extension Builder {
  /// Sessions that something speaks for keeping, or that lie about their time.
  func writeProtectedSessions() throws {
    special.shared = SessionID(
      try writeOddSession(
        days: 120, change: { $0.shareURL = "https://share.example/s/a1b2c3" },
        rows: { if $0.standsInV1 { try self.writeShare(of: $0) } }))
    special.inWorkspace = SessionID(
      try writeOddSession(days: 119, change: { $0.workspaceID = "wrk_sample" }))
    special.owned = SessionID(
      try writeOddSession(days: 118, owner: "wrk_sample", rows: { try self.writeSmallEvents(of: $0) }))
    special.archived = SessionID(
      try writeOddSession(days: 117, change: { $0.archived = $0.updated }))
    special.fromTheFuture = SessionID(
      try writeOddSession(days: 116, change: { $0.updated = .integer(.max) }))
    guard options.generation == .v2 else { return }
    special.untitled = SessionID(try writeOddSession(days: 115, change: { $0.title = nil }))
  }

  /// A session whose turn is running.
  func writeUnfinishedSession() throws {
    let id = try writeOddSession(days: 100, completed: false)
    special.unfinished = SessionID(id)
    guard options.generation.hasV2Tables else { return }
    let time = options.now.milliseconds - 100 * 86_400_000
    try connection.execute(
      "UPDATE session_v2 SET time_suspended = \(time) WHERE id = '\(id)'")
    for (position, type) in ["compaction", "user"].enumerated() {
      try insert(
        into: "session_pending",
        [
          "id": .text(identifiers.make("msg", at: time)), "session_id": .text(id), "type": .text(type),
          "data": #"{"text":"and the tests?"}"#, "delivery": type == "user" ? "steer" : .null,
          "admitted_seq": .integer(Int64(position + 10)), "time_created": .integer(time),
        ])
    }
    try insert(
      into: "session_inbox",
      [
        "id": .text(identifiers.make("msg", at: time)), "session_id": .text(id), "type": "user",
        "payload": #"{"text":"go on"}"#, "delivery": "queue", "enqueued_seq": 1,
        "time_created": .integer(time),
      ])
  }

  private func writeShare(of sketch: SessionSketch) throws {
    try insert(
      into: "session_share",
      [
        "session_id": .text(sketch.id), "id": "a1b2c3", "secret": "not a secret",
        "url": "https://share.example/s/a1b2c3", "time_created": .integer(sketch.created),
        "time_updated": .integer(sketch.updated),
      ])
  }

  private func writeSmallEvents(of sketch: SessionSketch) throws {
    _ = try writeEvents(of: sketch.id, time: sketch.updated, budget: 600)
  }
}
