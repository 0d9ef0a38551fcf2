extension Plan {
  /// After a pass that may evict no more, how long the trees that are left wait for the next one.
  static let betweenCappedPasses = Milliseconds.hours(1)

  /// When, if nobody writes meanwhile, a later plan would ask for more than this one: a tree comes of age, one that
  /// a limit asks for is no longer protected by its activity, or the next pass may go on. Nil when none of it
  /// will happen.
  ///
  /// - Parameter now: the moment of the plan.
  public func nextDue(policy: Policy, now: Timestamp) -> Timestamp? {
    let waiting = waitingSubagents > 0 ? [now + Self.betweenCappedPasses] : []
    return
      (waiting
      + kept.flatMap { kept in
        Self.moments(for: kept, policy, now: now) + Self.moments(for: kept.tree, policy)
      })
      // What was due already stayed for a reason that time alone does not end.
      .filter { $0 > now }.min()
  }

  private static func moments(for kept: Kept, _ policy: Policy, now: Timestamp) -> [Timestamp] {
    switch kept.reason {
    // Older than that is what goes.
    case .withinLimits:
      [policy.maxAge.map { policy.orderBy.time(of: kept.tree) + $0 + Milliseconds(1) }].compactMap(\.self)
    case .activeSince(let moment): [moment + policy.minIdle, moment + policy.eventsIdle]
    case .nextPass: [now + betweenCappedPasses]
    case .pinned, .shared, .busy: []
    }
  }

  /// When something of a tree that stays may go.
  private static func moments(for tree: SessionTree, _ policy: Policy) -> [Timestamp] {
    var moments: [Timestamp] = []
    if let limit = policy.eventMaxAge, tree.sessions.contains(where: { $0.trimmable[.events] != nil }) {
      moments.append(max(tree.lastActivity + limit + Milliseconds(1), tree.lastActivity + policy.eventsIdle))
    }
    if let limit = policy.subagentMaxAge {
      moments += tree.sessions.dropFirst().map {
        max(policy.orderBy.time(of: $0) + limit + Milliseconds(1), tree.lastActivity + policy.minIdle)
      }
    }
    return moments
  }
}
