extension Policy {
  /// What forbids evicting this tree, whatever the limits say; nil when nothing does.
  ///
  /// Of several protections the most lasting one is named: pinned, shared, busy, active. Of several sessions
  /// the first of the tree.
  public func protection(of tree: SessionTree, now: Timestamp) -> KeepReason? {
    if let pinned = tree.sessions.first(where: { keep.contains($0.id) }) {
      return .pinned(pinned.id)
    }
    if keepShared, let shared = tree.sessions.first(where: \.isShared) {
      return .shared(shared.id)
    }
    for session in tree.sessions {
      if let sign = session.busySign { return .busy(session.id, sign) }
    }
    return tree.lastActivity > now - minIdle ? .activeSince(tree.lastActivity) : nil
  }

  /// Whether rows of a tree that stays may go. What stands in `keep` stays whole; what is published is published by its
  /// messages, which stay.
  public func allowsTrimming(_ content: Content, of tree: SessionTree, now: Timestamp) -> Bool {
    guard content.isTrim, handling(of: content) != .keep else { return false }
    let idle = content == .events ? eventsIdle : minIdle
    return tree.lastActivity <= now - idle
      && !tree.sessions.contains { $0.busySign != nil || keep.contains($0.id) }
  }
}

extension Policy.Order {
  /// The time that decides a tree's age and place.
  public func time(of tree: SessionTree) -> Timestamp {
    switch self {
    case .created: tree.root.created
    case .activity: tree.lastActivity
    }
  }

  /// The time that decides the age of a session for itself.
  func time(of session: SurveyedSession) -> Timestamp {
    switch self {
    case .created: session.created
    case .activity: session.lastActivity
    }
  }

  /// The trees in the order of eviction: oldest first, and by the root's id where the times are equal.
  public func oldestFirst(_ trees: [SessionTree]) -> [SessionTree] {
    trees.sorted { (time(of: $0), $0.id) < (time(of: $1), $1.id) }
  }
}
