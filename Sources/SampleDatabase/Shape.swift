extension SampleDatabase {
  /// Where the bytes are. The figures come from databases that users described in opencode's issues.
  public enum Shape: String, Hashable, Sendable, CaseIterable {
    /// Tool outputs and attachments, a fifth of it in one session full of PDF files (#32716).
    case parts
    /// Mostly child sessions: 86 % of the sessions, 75 % of the bytes (#16101).
    case children
    /// Full copies of messages, parts and sessions in `event`, most of them in a few sessions (#47361).
    case events
  }
}

/// The figures behind a shape.
struct ShapeProfile {
  /// Sessions in the database that the shape is taken from, and its size.
  let sessions: Int
  let bytes: Int
  /// The parts of an average session.
  let partsPerSession: Int
  /// The share of sessions that have a parent, and their share of the bytes.
  let childShare: Double
  let childByteShare: Double
  /// The share of all bytes that one session of attachments has; 0 for no such session.
  let hugeSessionShare: Double
  /// The share that events have of the bytes of all values; of the file it is less, as their rows are small.
  let eventShare: Double

  static func of(_ shape: SampleDatabase.Shape) -> ShapeProfile {
    switch shape {
    case .parts:
      ShapeProfile(
        sessions: 1_100, bytes: 1_250_000_000, partsPerSession: 48, childShare: 0.2, childByteShare: 0.15,
        hugeSessionShare: 0.21, eventShare: 0.03)
    case .children:
      ShapeProfile(
        sessions: 1_812, bytes: 774_000_000, partsPerSession: 97, childShare: 0.863, childByteShare: 0.75,
        hugeSessionShare: 0, eventShare: 0.03)
    case .events:
      ShapeProfile(
        sessions: 2_948, bytes: 3_990_000_000, partsPerSession: 93, childShare: 0.5, childByteShare: 0.4,
        hugeSessionShare: 0, eventShare: 0.88)
    }
  }

  /// Sessions for a database of so many bytes; never so few that nothing is left to choose between.
  func sessionCount(bytes targetBytes: Int) -> Int {
    max(24, Int(Double(sessions) * Double(targetBytes) / Double(bytes)))
  }
}
