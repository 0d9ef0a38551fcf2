extension Builder {
  /// Writes rows of `session_message` until they have about `budget` bytes.
  func writeConversationV2(of sketch: SessionSketch, budget: Int) throws {
    // A fresh V2 leaves `event` empty; only shape `events` has rows there, left from before.
    let share = options.shape == .events ? profile.eventShare : 0
    let content = max(1, Int(Double(budget) * (1 - share)))
    var written = 0
    repeat {
      let progress = min(1, Double(written) / Double(content))
      let time = sketch.created + Int64(progress * Double(sketch.duration))
      let turn = Turn(
        unit: partUnit, budget: content, room: content - written, isHuge: sketch.isHuge,
        generator: &generator)
      written += try writeTurnV2(turn, session: sketch.id, time: time)
    } while written < content
    let due = Int(Double(budget) * share)
    if due > 0 { _ = try writeEvents(of: sketch.id, time: sketch.updated, budget: due) }
  }

  /// Writes a question and its answer, now and then with what surrounds them, and returns the bytes.
  func writeTurnV2(_ turn: Turn, session: String, time: Int64, completed: Bool = true) throws -> Int {
    var written = 0
    if generator.chance(0.1) {
      payload.removeAll()
      payload.append(#"{"time":{"created":\#(time)},"text":"Instructions changed: AGENTS.md"}"#)
      written += try writeMessageV2("system", session: session, time: time)
    }
    writeQuestionV2(turn, time: time)
    written += try writeMessageV2("user", session: session, time: time)
    let end = time + Int64(generator.integer(in: 2_000...90_000))
    writeAnswerV2(turn, time: time, completed: completed ? end : nil)
    written += try writeMessageV2("assistant", session: session, time: end)
    if generator.chance(0.1) {
      payload.removeAll()
      payload.append(#"{"time":{"created":\#(end)},"callID":"sh_1","command":"git status","output":""#)
      payload.appendText(generator.size(in: 40...max(100, partUnit)), &generator)
      payload.append(#""}"#)
      written += try writeMessageV2("shell", session: session, time: end)
    }
    return written
  }

  /// Writes the message whose JSON stands in `payload`.
  func writeMessageV2(_ type: String, session: String, time: Int64) throws -> Int {
    try insert(
      into: "session_message",
      [
        "id": .text(identifiers.make("msg", at: time)), "session_id": .text(session), "type": .text(type),
        "seq": .integer(nextSequence), "time_created": .integer(time), "time_updated": .integer(time),
        "data": .payload(payload),
      ])
    nextSequence += 1
    return payload.count
  }

  private func writeQuestionV2(_ turn: Turn, time: Int64) {
    payload.removeAll()
    payload.append(#"{"time":{"created":\#(time)},"text":""#)
    for case .text(let size) in turn.question { payload.appendText(size, &generator) }
    payload.append(#"","files":["#)
    for case .attachment(let file) in turn.question {
      payload.append(#"{"mime":"\#(file.mime)","name":"\#(file.name)","data":""#)
      payload.appendBase64(file.size, &generator)
      payload.append(#""}"#)
    }
    payload.append("]}")
  }

  private func writeAnswerV2(_ turn: Turn, time: Int64, completed: Int64?) {
    payload.removeAll()
    payload.append(
      #"{"agent":"build","model":{"id":"claude-sonnet-4-5","providerID":"anthropic"},"content":["#)
    for (index, piece) in turn.answer.enumerated() {
      if index > 0 { payload.append(",") }
      switch piece {
      case .text(let size):
        payload.append(#"{"type":"text","text":""#)
        payload.appendText(size, &generator)
        payload.append(#""}"#)
      case .reasoning(let size):
        payload.append(#"{"type":"reasoning","id":"r\#(index)","text":""#)
        payload.appendText(size, &generator)
        payload.append(#""}"#)
      case .tool(let size):
        payload.append(
          #"{"type":"tool","id":"toolu_\#(index)","name":"bash","state":{"status":"completed","#
            + #""input":{"command":"npm test"},"content":[{"type":"text","text":""#)
        payload.appendText(size, &generator)
        payload.append(#""}]},"time":{"created":\#(time)}}"#)
      case .attachment(let file):
        payload.append(#"{"type":"file","mime":"\#(file.mime)","data":""#)
        payload.appendBase64(file.size, &generator)
        payload.append(#""}"#)
      }
    }
    payload.append("],\(MessageJSON.usage(number: generator.integer(in: 1_000...90_000))),")
    payload.append(MessageJSON.time(created: time, completed: completed) + "}")
  }
}
