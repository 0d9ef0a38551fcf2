internal import RetentionPolicy
internal import SessionArchive

/// A session put together from copies: what can be written, in opencode's order, and what cannot.
struct RebuiltSession {
  /// A message with its parts.
  struct Message {
    let id: String
    let created: Int64
    let updated: Int64
    let data: ValueFile.Extent
    var parts: [Part] = []
  }

  /// A part.
  struct Part {
    let id: String
    let message: String
    let created: Int64
    let updated: Int64
    let data: ValueFile.Extent
  }

  /// Its messages by time, then by id, each with its parts by id: as opencode shows them.
  private(set) var messages: [Message] = []
  /// Parts of messages that have no copy and stand in the database.
  private(set) var partsOfStanding: [Part] = []
  /// The messages that parts name and of which there is no copy, by id.
  private(set) var missingMessages: [String] = []
  /// The parts that nothing would show, as their messages are missing.
  private(set) var partsLeftOut = 0
  /// The messages and parts that stand in the database and are left as they are.
  private(set) var standing = 0
  /// The messages and parts whose ids rows of another session have.
  private(set) var taken = 0
  private(set) var row: SessionRowValues

  /// Puts it together.
  ///
  /// - Parameters:
  ///   - ids: which rows stand in the database; empty when it goes elsewhere.
  ///   - projects: those of the database; nil: it goes elsewhere, and any will do.
  init(_ copies: Copies, ids: TakenIDs, projects: [ProjectChoice.Project]?) {
    let times = Self.times(of: copies)
    var messages: [String: Message] = [:]
    for (copy, created) in zip(copies.messages, times) {
      messages[copy.id] = Message(
        id: copy.id, created: created, updated: max(created, copy.facts.ended ?? created), data: copy.data)
    }
    row = SessionRowValues(copies, times: times, projects: projects)
    for (id, isOwn) in ids.messages where messages.removeValue(forKey: id) != nil {
      if isOwn { standing += 1 } else { taken += 1 }
    }
    var missing: Set<String> = []
    for part in copies.parts {
      if let isOwn = ids.parts[part.id] {
        if isOwn { standing += 1 } else { taken += 1 }
      } else if let message = messages[part.message] {
        messages[part.message]?.parts.append(Self.part(part, created: message.created))
      } else if ids.messages[part.message] == true {
        partsOfStanding.append(Self.part(part, created: row.created))
      } else {
        partsLeftOut += 1
        missing.insert(part.message)
      }
    }
    missingMessages = missing.sorted()
    self.messages = messages.values.sorted { ($0.created, $0.id.order) < ($1.created, $1.id.order) }
    for index in self.messages.indices { self.messages[index].parts.sort { $0.id.order < $1.id.order } }
  }

  /// How many parts can be written.
  var partCount: Int { messages.reduce(partsOfStanding.count) { $0 + $1.parts.count } }

  /// The bytes of the `data` of all that can be written.
  var bytes: ByteCount {
    let parts = messages.lazy.flatMap(\.parts).map(\.data.count) + partsOfStanding.map(\.data.count)
    return ByteCount(Int64(messages.reduce(0) { $0 + $1.data.count } + parts.reduce(0, +)))
  }

  private static func part(_ copy: Copies.Part, created message: Int64) -> Part {
    let created = copy.facts.created ?? copy.facts.written ?? message
    return Part(
      id: copy.id, message: copy.message, created: created,
      updated: max(created, copy.facts.ended ?? created, copy.facts.written ?? created), data: copy.data)
  }

  /// When each message was made: of one that does not say, when the one before it was, by the numbers of the events;
  /// of the first ones, when the next one was; of all, when the session was.
  private static func times(of copies: Copies) -> [Int64] {
    let order = copies.messages.indices.sorted { copies.messages[$0].sequence < copies.messages[$1].sequence }
    let firstKnown = order.lazy.compactMap { copies.messages[$0].facts.created }.first
    var last = firstKnown ?? copies.session.integer("time_created") ?? 0
    var times = [Int64](repeating: last, count: order.count)
    for index in order {
      last = copies.messages[index].facts.created ?? last
      times[index] = last
    }
    return times
  }
}

extension String {
  /// As SQLite compares texts: byte by byte. https://sqlite.org/datatype3.html#collating_sequences
  fileprivate var order: ByteOrder { ByteOrder(bytes: utf8) }
}

/// A text that is compared byte by byte.
private struct ByteOrder: Comparable {
  let bytes: String.UTF8View

  static func < (left: ByteOrder, right: ByteOrder) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
  static func == (left: ByteOrder, right: ByteOrder) -> Bool { left.bytes.elementsEqual(right.bytes) }
}
