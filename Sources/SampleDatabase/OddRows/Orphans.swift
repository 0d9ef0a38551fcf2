internal import RetentionPolicy

extension Builder {
  /// Rows whose session, message or sequence does not exist, as deletes without foreign keys leave them;
  /// and rows that never belonged to a session.
  func writeOrphans() throws {
    let absent = identifiers.make("ses", at: options.now.milliseconds - 150 * 86_400_000)
    special.absent = [SessionID(absent)]
    let time = RowValue.integer(options.now.milliseconds - 149 * 86_400_000)
    if options.generation.hasV1Tables { try writeOrphansV1(of: absent, time: time) }
    if options.generation.hasV2Tables { try writeOrphansV2(of: absent, time: time) }
    try writeOrphanEvents(of: absent)
  }

  private func writeOrphansV1(of absent: String, time: RowValue) throws {
    // The message has a session's id that is gone; its part names a session that exists.
    let message = identifiers.make("msg", at: 0)
    try insert(
      into: "message",
      [
        "id": .text(message), "session_id": .text(absent), "time_created": time, "time_updated": time,
        "data": .text(MessageJSON.user(created: 0)),
      ])
    let living = special.shared?.rawValue ?? absent
    for (message, session) in [(message, living), ("msg_gone", absent), ("msg_gone", living)] {
      try insert(
        into: "part",
        [
          "id": .text(identifiers.make("prt", at: 0)), "message_id": .text(message),
          "session_id": .text(session), "time_created": time, "time_updated": time,
          "data": #"{"type":"text","text":"orphan"}"#,
        ])
    }
    try insert(
      into: "todo",
      [
        "session_id": .text(absent), "content": "orphan", "status": "pending", "priority": "low",
        "position": 0, "time_created": time, "time_updated": time,
      ])
    try writeContradictingPart(time)
  }

  /// A part under a message of one session that names another as its own.
  private func writeContradictingPart(_ time: RowValue) throws {
    guard let owner = special.archived?.rawValue, let named = special.inWorkspace?.rawValue else { return }
    let message = identifiers.make("msg", at: 1)
    try insert(
      into: "message",
      [
        "id": .text(message), "session_id": .text(owner), "time_created": time, "time_updated": time,
        "data": .text(MessageJSON.user(created: 1)),
      ])
    try insert(
      into: "part",
      [
        "id": .text(identifiers.make("prt", at: 1)), "message_id": .text(message), "session_id": .text(named),
        "time_created": time, "time_updated": time, "data": #"{"type":"text","text":"whose am I?"}"#,
      ])
  }

  private func writeOrphansV2(of absent: String, time: RowValue) throws {
    try insert(
      into: "session_message",
      [
        "id": .text(identifiers.make("msg", at: 2)), "session_id": .text(absent), "type": "user", "seq": 0,
        "time_created": time, "time_updated": time, "data": #"{"text":"orphan"}"#,
      ])
    try insert(
      into: "session_inbox",
      [
        "id": .text(identifiers.make("msg", at: 2)), "session_id": .text(absent), "type": "user",
        "payload": "{}", "delivery": "queue", "enqueued_seq": 0, "time_created": time,
      ])
  }

  private func writeOrphanEvents(of absent: String) throws {
    nextSequence = 8
    try writeSequence(of: absent)
    // Of an aggregate that is no session, with its sequence; and of one that has none.
    for aggregate in ["wrk_sample", "ses_without_sequence"] {
      nextSequence = 0
      for _ in 0..<3 {
        payload.removeAll()
        payload.append(#"{"workspaceID":"wrk_sample"}"#)
        _ = try writeEvent("workspace.ready.1", session: aggregate, time: 0)
      }
      if aggregate == "wrk_sample" { try writeSequence(of: aggregate) }
    }
    special.absent.append(SessionID("ses_without_sequence"))
  }
}
