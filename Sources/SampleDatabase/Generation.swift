extension SampleDatabase {
  /// Which opencode wrote the database.
  public enum Generation: String, Hashable, Sendable, CaseIterable {
    /// 1.18: `session`, `message`, `part`.
    case v1
    /// 2.x on a new machine: `session_v2`, `session_message`.
    case v2
    /// 2.x after 1.x: both sets of tables.
    case upgraded

    var hasV1Tables: Bool { self != .v2 }
    var hasV2Tables: Bool { self != .v1 }
  }

  /// How far the move from V1 to V2 has come, as `kv` row `migration.v1-v2` says it.
  public enum Migration: String, Hashable, Sendable, CaseIterable {
    /// `{"phase":"completed"}`.
    case completed
    /// `{"phase":"sessions","cursor":"ses_…"}`: under way.
    case sessions
    /// No row: not begun.
    case absent
  }
}
