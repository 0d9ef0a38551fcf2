/// What an event of opencode 1 says about a session.
///
/// The names are those of its table `event`: with a version at the end, `message.updated.1`, which older ones lack.
///
/// Of several with one number a lower kind comes first.
enum EventKind: Int64 {
  /// A message is gone, and its parts with it.
  case messageRemoval
  /// A part is gone.
  case partRemoval
  /// The session is gone.
  case sessionRemoval
  /// One whose content does not say what it is about.
  case unreadable
  /// A full copy of a message, in `info`.
  case message
  /// A full copy of a part, in `part`.
  case part
  /// The session, in `info`: a full copy, or those of its members that changed.
  case session
  /// The session, of which it is known that it is a full copy.
  case fullSession
  /// Something else.
  case other

  /// The kind by an event's type. Of a version that is not known nothing is known.
  init(type: String) {
    let name = type.hasSuffix(".1") ? type.dropLast(2) : type[...]
    switch name {
    case "message.updated": self = .message
    case "message.part.updated": self = .part
    case "session.created", "session.updated": self = .session
    case "message.removed": self = .messageRemoval
    case "message.part.removed": self = .partRemoval
    case "session.deleted": self = .sessionRemoval
    default: self = .other
    }
  }

  /// Where the copy stands in the event; nil when there is none.
  var subjectKey: String? {
    switch self {
    case .message, .session, .fullSession: "info"
    case .part: "part"
    case .messageRemoval, .partRemoval, .sessionRemoval, .other, .unreadable: nil
    }
  }

  /// Whether it holds a copy.
  var isCopy: Bool { subjectKey != nil }

  /// The members of a copy that stand in other columns than `data`.
  var columnKeys: Set<String> {
    switch self {
    case .message: ["id", "sessionID"]
    case .part: ["id", "sessionID", "messageID"]
    default: []
    }
  }
}
