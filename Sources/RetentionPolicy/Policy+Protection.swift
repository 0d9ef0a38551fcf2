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
}

extension Policy.Order {
  /// The time that decides a tree's age and place.
  public func time(of tree: SessionTree) -> Timestamp {
    switch self {
    case .created: tree.root.created
    case .activity: tree.lastActivity
    }
  }

  /// The trees in the order of eviction: oldest first, and by the root's id where the times are equal.
  public func oldestFirst(_ trees: [SessionTree]) -> [SessionTree] {
    trees.sorted { (time(of: $0), $0.id) < (time(of: $1), $1.id) }
  }
}
