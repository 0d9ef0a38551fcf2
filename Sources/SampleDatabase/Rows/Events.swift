extension Builder {
  /// Writes full copies of things that grow, as opencode 1 does at each update, until they have about
  /// `budget` bytes; returns the bytes.
  func writeEvents(of session: String, time: Int64, budget: Int) throws -> Int {
    var written = 0
    while written < budget {
      let kind = EventKind.draw(&generator)
      let room = max(200, budget - written)
      // The copies together have about half as many times the bytes of the last one.
      let copies = generator.integer(in: 2...12)
      let size = min(generator.size(in: kind.sizes), max(60, 2 * room / copies))
      text.removeAll()
      text.appendText(size, &generator)
      let subject = EventSubject(
        session: session, message: identifiers.make("msg", at: time), part: identifiers.make("prt", at: time))
      for copy in 1...copies {
        writeSnapshot(kind, of: subject, time: time, prefix: size * copy / copies)
        written += try writeEvent(kind.rawValue, session: session, time: time)
        if written >= budget { break }
      }
    }
    return written
  }

  /// Writes the event whose JSON stands in `payload`.
  func writeEvent(_ type: String, session: String, time: Int64) throws -> Int {
    let id = RowValue.text(identifiers.make("evt", at: time))
    let number = RowValue.integer(nextSequence)
    if options.generation == .v1 {
      try insert(
        into: "event",
        [
          "id": id, "aggregate_id": .text(session), "seq": number, "type": .text(type),
          "data": .payload(payload),
        ])
    } else {
      try insert(
        into: "event",
        [
          "id": id, "aggregate_id": .text(session), "seq": number, "type": .text(type),
          "data": .payload(payload), "created": .integer(time),
        ])
    }
    nextSequence += 1
    return payload.count
  }

  private func writeSnapshot(_ kind: EventKind, of subject: EventSubject, time: Int64, prefix: Int) {
    payload.removeAll()
    payload.append(#"{"sessionID":"\#(subject.session)","#)
    switch kind {
    case .part:
      payload.append(
        #""part":{"id":"\#(subject.part)","sessionID":"\#(subject.session)","messageID":"\#(subject.message)","#
          + #""type":"text","text":""#)
      payload.append(jsonText: text, prefix: prefix)
      payload.append(#""},"time":\#(time)}"#)
    case .message:
      payload.append(
        #""info":{"id":"\#(subject.message)","sessionID":"\#(subject.session)","role":"user","#
          + #""time":{"created":\#(time)},"summary":{"diffs":[{"file":"src/index.ts","patch":""#)
      payload.append(jsonText: text, prefix: prefix)
      payload.append(#"","additions":4,"deletions":2}]}}}"#)
    case .session:
      payload.append(
        #""info":{"id":"\#(subject.session)","slug":"quiet-harbor","version":"1.18.3","#
          + #""projectID":"\#(SampleProject.id)","directory":"\#(SampleProject.directory)","title":""#)
      payload.append(jsonText: text, prefix: min(prefix, 80))
      payload.append(#"","time":{"created":\#(time),"updated":\#(time)},"summary":{"diffs":[{"patch":""#)
      payload.append(jsonText: text, prefix: prefix)
      payload.append(#""}]}}}"#)
    }
  }
}

/// The events that copy a whole thing.
private enum EventKind: String {
  case part = "message.part.updated.1"
  case message = "message.updated.1"
  case session = "session.updated.1"

  /// The sizes of what is copied, in bytes.
  var sizes: ClosedRange<Int> {
    switch self {
    case .part: 200...20_000
    case .message: 400...200_000
    case .session: 200...4_000
    }
  }

  static func draw(_ generator: inout SampleGenerator) -> EventKind {
    switch generator.below(20) {
    case 0..<15: .part
    case 15..<17: .message
    default: .session
    }
  }
}

/// What an event is about.
private struct EventSubject {
  let session: String
  let message: String
  let part: String
}
