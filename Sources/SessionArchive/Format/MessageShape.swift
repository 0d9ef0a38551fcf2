internal import OpencodeStore

/// The tables whose rows stand in the shape that `opencode import` takes, with the value of `data` embedded
/// in an object that begins with ids from the other columns.
enum MessageShape: Hashable {
  /// V1: `message.data` with `id` and `sessionID`.
  case message
  /// V1: `part.data` with `id`, `messageID` and `sessionID`.
  case part
  /// V2: `session_message.data` with `id` and `type`.
  case sessionMessage

  /// The column whose value is embedded.
  static let column = "data"

  /// The table.
  var table: String {
    switch self {
    case .message: "message"
    case .part: "part"
    case .sessionMessage: "session_message"
    }
  }

  /// The keys of the object and the columns that they come from, in order.
  var keys: [(key: String, column: String)] {
    switch self {
    case .message: [("id", "id"), ("sessionID", "session_id")]
    case .part: [("id", "id"), ("sessionID", "session_id"), ("messageID", "message_id")]
    case .sessionMessage: [("id", "id"), ("type", "type")]
    }
  }

  /// Keys that the embedded object must not have itself, or it would say something else than the columns.
  var reservedKeys: [String] { keys.map(\.key) + [ArchiveFormat.ownKey] }

  /// The beginning of the object, up to the first key of the embedded value.
  func prefix(_ text: (String) throws -> String?) rethrows -> [UInt8]? {
    var prefix: [UInt8] = []
    for (key, column) in keys {
      guard let value = try text(column) else { return nil }
      prefix.append(prefix.isEmpty ? "{" : ",")
      prefix.append(quoted: key)
      prefix.append(":")
      prefix.append(quoted: value)
    }
    return prefix
  }
}

/// Names and numbers of the archive's format.
enum ArchiveFormat {
  /// The version that is written and read.
  static let version: Int64 = 1
  /// The key of what opencode's own shape leaves out.
  static let ownKey = "retentiond"
  /// What stands before the first element, between elements and after the last: frames of their own, so that
  /// a session's frame is one JSON object.
  static let opening = "[\n"
  static let separator = ",\n"
  static let closing = "\n]\n"
}
