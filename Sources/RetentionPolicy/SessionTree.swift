/// A root session and all that descend from it by `parent_id`: the unit of retention.
public struct SessionTree: Hashable, Sendable {
  /// The session that stands for the tree.
  public let root: SurveyedSession
  /// Every session of the tree, the root first, then by creation and id.
  public let sessions: [SurveyedSession]
  /// The sum over all sessions of the tree.
  public let bytes: ByteCount
  /// The newest activity of any session of the tree.
  public let lastActivity: Timestamp

  /// A tree of a root and its descendants; `sessions` holds the root too.
  public init(root: SurveyedSession, sessions: [SurveyedSession]) {
    self.root = root
    self.sessions = sessions
    // Kept, not computed at each look: sorting a tree of many sessions asks often.
    bytes = sessions.reduce(.zero) { $0 + $1.bytes }
    lastActivity = sessions.reduce(root.lastActivity) { max($0, $1.lastActivity) }
  }

  /// The root's id, by which the tree is named.
  public var id: SessionID { root.id }
}
