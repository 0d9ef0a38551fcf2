extension Builder {
  /// Writes messages, parts and events until they have about `budget` bytes.
  func writeConversationV1(of sketch: SessionSketch, budget: Int) throws {
    let share = profile.eventShare
    let content = max(1, Int(Double(budget) * (1 - share)))
    var written = 0
    var events = 0
    repeat {
      let progress = min(1, Double(written) / Double(content))
      let time = sketch.created + Int64(progress * Double(sketch.duration))
      let turn = Turn(
        unit: partUnit, budget: content, room: content - written, isHuge: sketch.isHuge,
        generator: &generator)
      written += try writeTurnV1(turn, session: sketch.id, time: time)
      let due = Int(Double(budget) * share * min(1, Double(written) / Double(content)))
      if due > events { events += try writeEvents(of: sketch.id, time: time, budget: due - events) }
    } while written < content
  }

  /// About the average size of a part: that of the shape's source in a large file, less in a small one.
  var partUnit: Int {
    let sessions = profile.sessionCount(bytes: Int(options.targetSize.bytes))
    let sets = options.generation == .upgraded ? 2 : 1
    let share = (1 - profile.eventShare) * (1 - profile.hugeSessionShare)
    let bytes = Double(options.targetSize.bytes) * share / Double(sessions * sets)
    return max(300, Int(bytes) / profile.partsPerSession)
  }

  /// Writes a question and its answer and returns the bytes of their values.
  func writeTurnV1(_ turn: Turn, session: String, time: Int64, completed: Bool = true) throws -> Int {
    let question = try writeMessageV1(MessageJSON.user(created: time), session: session, time: time)
    var written = question.bytes
    for piece in turn.question {
      writePieceV1(piece, time: time)
      written += try writePart(of: question.id, session: session, time: time)
    }
    let end = time + Int64(generator.integer(in: 2_000...90_000))
    let answer = try writeMessageV1(
      MessageJSON.assistant(
        created: time + 40, completed: completed ? end : nil, parent: question.id,
        number: generator.integer(in: 1_000...90_000)),
      session: session, time: time + 40)
    written += answer.bytes
    written += try writePart(#"{"type":"step-start","snapshot":"9a1c"}"#, of: answer.id, session, time)
    for piece in turn.answer {
      writePieceV1(piece, time: time)
      written += try writePart(of: answer.id, session: session, time: end)
    }
    if completed {
      let usage = MessageJSON.usage(number: generator.integer(in: 1_000...90_000))
      written += try writePart(
        #"{"type":"step-finish","reason":"tool-calls","snapshot":"9a1c",\#(usage)}"#, of: answer.id, session,
        end)
    }
    return written
  }

  private func writeMessageV1(_ json: String, session: String, time: Int64) throws -> (id: String, bytes: Int)
  {
    let id = identifiers.make("msg", at: time)
    try insert(
      into: "message",
      [
        "id": .text(id), "session_id": .text(session), "time_created": .integer(time),
        "time_updated": .integer(time), "data": .text(json),
      ])
    return (id, json.utf8.count)
  }

  private func writePart(_ json: String, of message: String, _ session: String, _ time: Int64) throws -> Int {
    payload.removeAll()
    payload.append(json)
    return try writePart(of: message, session: session, time: time)
  }

  /// Writes the part whose JSON stands in `payload`.
  private func writePart(of message: String, session: String, time: Int64) throws -> Int {
    try insert(
      into: "part",
      [
        "id": .text(identifiers.make("prt", at: time)), "message_id": .text(message),
        "session_id": .text(session), "time_created": .integer(time), "time_updated": .integer(time),
        "data": .payload(payload),
      ])
    return payload.count
  }

  /// Puts the JSON of a part into `payload`.
  private func writePieceV1(_ piece: Turn.Piece, time: Int64) {
    payload.removeAll()
    switch piece {
    case .text(let size):
      payload.append(#"{"type":"text","text":""#)
      payload.appendText(size, &generator)
      payload.append(#"","time":{"start":\#(time),"end":\#(time + 800)}}"#)
    case .reasoning(let size):
      payload.append(#"{"type":"reasoning","text":""#)
      payload.appendText(size, &generator)
      payload.append(#"","time":{"start":\#(time),"end":\#(time + 800)}}"#)
    case .tool(let size):
      payload.append(
        #"{"type":"tool","callID":"toolu_\#(generator.below(1_000_000))","tool":"bash","state":{"status":"#
          + #""completed","input":{"command":"npm test -- --watch=false"},"output":""#)
      payload.appendText(size, &generator)
      payload.append(
        #"","title":"npm test","metadata":{"exit":0},"time":{"start":\#(time),"end":\#(time + 9_000)}}}"#)
    case .attachment(let file):
      payload.append(
        #"{"type":"file","mime":"\#(file.mime)","filename":"\#(file.name)","url":"data:\#(file.mime);base64,"#
      )
      payload.appendBase64(file.size, &generator)
      payload.append(#""}"#)
    }
  }
}
