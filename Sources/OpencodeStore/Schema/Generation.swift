/// Which of opencode's two sets of tables a database has. Read from `sqlite_master`, never from a version.
public enum Generation: String, Hashable, Sendable, CaseIterable {
  /// opencode 1.x: `session` with `message` and `part`.
  case v1
  /// opencode 2.x: `session_v2` with `session_message`.
  case v2
  /// A 1.x database that 2.x migrated: both sets.
  case upgraded
}
