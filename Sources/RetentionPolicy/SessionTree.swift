/// A root session and all that descend from it by `parent_id`: the unit of retention.
public struct SessionTree: Hashable, Sendable {
  /// The session that stands for the tree.
  public var root: SurveyedSession
  /// Every session of the tree, the root first, then by creation and id.
  public var sessions: [SurveyedSession]

  /// A tree of a root and its descendants; `sessions` holds the root too.
  public init(root: SurveyedSession, sessions: [SurveyedSession]) {
    self.root = root
    self.sessions = sessions
  }

  /// The root's id, by which the tree is named.
  public var id: SessionID { root.id }

  /// The sum over all sessions of the tree.
  public var bytes: ByteCount { sessions.reduce(.zero) { $0 + $1.bytes } }

  /// The newest activity of any session of the tree.
  public var lastActivity: Timestamp { sessions.map(\.lastActivity).max() ?? root.lastActivity }
}
