internal import OpencodeStore

/// Where opencode is with the numbers of events, aggregate by aggregate, and which numbers have an event.
public struct EventNumbers: Hashable, Sendable {
  /// The numbers of one aggregate, which is a session as a rule.
  public struct Aggregate: Hashable, Sendable {
    /// The number that was given last; nil when `event_sequence` has no row of it.
    public internal(set) var sequence: Int64?
    /// The numbers of the events, ascending; one as often as there are events that have it.
    public internal(set) var events: [Int64] = []

    /// One of which there is nothing.
    public init() {}
  }

  /// The aggregates by their ids.
  public private(set) var aggregates: [String: Aggregate] = [:]

  /// Those of a database.
  ///
  /// - Throws: `SQLiteError`.
  public init(of path: String) throws {
    let connection = try Connection(path: path, mode: .readOnly)
    try connection.transaction(.deferred) {
      try connection.prepare("SELECT aggregate_id, seq FROM event_sequence").forEachRow { row in
        aggregates[row.text(at: 0) ?? "", default: Aggregate()].sequence = row.integer(at: 1)
      }
      try connection.prepare("SELECT aggregate_id, seq FROM event ORDER BY seq").forEachRow { row in
        aggregates[row.text(at: 0) ?? "", default: Aggregate()].events.append(row.integer(at: 1))
      }
    }
  }
}
