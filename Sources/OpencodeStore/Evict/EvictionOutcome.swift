public import RetentionPolicy

/// What became of a tree that was to be evicted.
public enum EvictionOutcome: Hashable, Sendable {
  /// It is gone. `left` rows stay behind because they are not what was archived: somebody wrote them since.
  case evicted(rows: Int, left: Int)
  /// It is not what was archived any more: nothing was deleted.
  case changed
  /// Sessions of it came back while its rows were being swept (an import): the rest of theirs was left to them.
  /// The other sessions are gone.
  case cameBack(rows: Int, sessions: [SessionID])
}
