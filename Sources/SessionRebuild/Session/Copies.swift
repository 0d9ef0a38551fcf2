internal import SessionArchive

/// The newest copies that a session's events hold.
struct Copies {
  /// A copy of a message.
  struct Message {
    let id: String
    let sequence: Int64
    let facts: CopyFacts
    /// The row's `data`.
    let data: ValueFile.Extent
  }

  /// A copy of a part.
  struct Part {
    let id: String
    let message: String
    let sequence: Int64
    let facts: CopyFacts
    /// The row's `data`.
    let data: ValueFile.Extent
  }

  var messages: [Message] = []
  var parts: [Part] = []
  var session = SessionState()
  /// When messages were removed, by the numbers of the events.
  var messageRemovals: [String: Int64] = [:]
  /// The number of the event that says that the session was deleted, if no copy is newer.
  var deletion: Int64?
  /// The messages and parts that were removed after their newest copies.
  var removed = 0
  /// Events whose contents could not be read, as far as they were read.
  var unreadable = 0
  /// Messages and parts of which an older copy was taken, as the newest could not be read.
  var olderTaken = 0

  /// Takes a copy of a message or a part.
  mutating func add(_ event: EventIndex.Event, _ facts: CopyFacts, _ data: ValueFile.Extent) {
    guard let id = facts.id else { return }
    if event.kind == .message {
      messages.append(Message(id: id, sequence: event.sequence, facts: facts, data: data))
    } else if let message = facts.messageID {
      parts.append(Part(id: id, message: message, sequence: event.sequence, facts: facts, data: data))
    }
  }

  /// Forgets parts that went with their messages.
  mutating func dropPartsOfRemovedMessages() {
    let before = parts.count
    parts.removeAll { part in messageRemovals[part.message].map { part.sequence < $0 } ?? false }
    removed += before - parts.count
  }
}
