extension Plan {
  /// After a pass that may evict no more, how long the trees that are left wait for the next one.
  static let betweenCappedPasses = Milliseconds.hours(1)

  /// When, if nobody writes meanwhile, a later plan would ask for more than this one: a tree comes of age, one that
  /// a limit asks for is no longer protected by its activity, or the next pass may go on. Nil when none of it
  /// will happen.
  ///
  /// - Parameter now: the moment of the plan.
  public func nextDue(policy: Policy, now: Timestamp) -> Timestamp? {
    kept.compactMap { kept -> Timestamp? in
      switch kept.reason {
      // Older than that is what goes.
      case .withinLimits: policy.maxAge.map { policy.orderBy.time(of: kept.tree) + $0 + Milliseconds(1) }
      case .activeSince(let moment): moment + policy.minIdle
      case .nextPass: now + Self.betweenCappedPasses
      case .pinned, .shared, .busy: nil
      }
    }
    // What was due already stayed for a reason that time alone does not end.
    .filter { $0 > now }.min()
  }
}
