/// What the limits still ask for while trees go one by one, oldest first.
struct Demand {
  private let policy: Policy
  private let now: Timestamp
  private let isSizeExceeded: Bool
  private var treeCount: Int
  private let lesser: LesserSteps
  /// The bytes used by what has not gone, when all that goes before trees is gone.
  private(set) var usedBytes: ByteCount

  /// The demand before any tree goes.
  init(
    policy: Policy, usedBytes: ByteCount, treeCount: Int, lesser: LesserSteps, now: Timestamp,
    lastPass: LastPass?
  ) {
    self.policy = policy
    self.now = now
    self.lesser = lesser
    self.usedBytes = usedBytes - lesser.bytes
    self.treeCount = treeCount
    isSizeExceeded = policy.maxSize.map { usedBytes > $0 || lastPass?.unfinishedSizeLimit == $0 } ?? false
  }

  /// The first limit that asks for this tree, nil when none does; every older unprotected tree is gone.
  func reason(toEvict tree: SessionTree) -> EvictionReason? {
    if let limit = policy.maxAge, isOlder(tree, than: limit) { return .age(limit: limit) }
    if let limit = policy.maxSessions, treeCount > max(0, limit) { return .sessionCount(limit: limit) }
    return unfinishedSizeLimit(at: usedBytes).map { .size(limit: $0) }
  }

  /// Takes note that a tree goes.
  mutating func remove(_ tree: SessionTree) {
    treeCount -= 1
    usedBytes = usedBytes - rest(of: tree)
  }

  /// The bytes of a tree without what goes before it.
  private func rest(of tree: SessionTree) -> ByteCount { tree.bytes - lesser.bytes(of: tree.id) }

  /// The size limit that is on its way to low water while this much is used; nil when none is.
  func unfinishedSizeLimit(at usedBytes: ByteCount) -> ByteCount? {
    guard let limit = policy.maxSize, let lowWater = policy.lowWater else { return nil }
    return isSizeExceeded && usedBytes > lowWater ? limit : nil
  }

  /// The limits that are exceeded by what is left.
  ///
  /// - Parameter kept: all trees that are left, oldest first. A limit that is still exceeded has asked for
  ///   every tree (age: for every one that is too old), so the ones named below are all protected.
  func unmetLimits(among kept: [SessionTree]) -> [Plan.UnmetLimit] {
    var unmet: [Plan.UnmetLimit] = []
    if let limit = policy.maxAge {
      let tooOld = kept.prefix { isOlder($0, than: limit) }
      if !tooOld.isEmpty {
        unmet.append(Plan.UnmetLimit(limit: .age(limit: limit), protectedBy: tooOld.map(\.id)))
      }
    }
    if let limit = policy.maxSessions, treeCount > max(0, limit) {
      let tooMany = kept.prefix(treeCount - max(0, limit))
      unmet.append(Plan.UnmetLimit(limit: .sessionCount(limit: limit), protectedBy: tooMany.map(\.id)))
    }
    if let limit = policy.maxSize, usedBytes > limit {
      var left = usedBytes
      let tooBig = kept.prefix { tree in
        defer { left = left - rest(of: tree) }
        return left > limit
      }
      unmet.append(Plan.UnmetLimit(limit: .size(limit: limit), protectedBy: tooBig.map(\.id)))
    }
    return unmet
  }

  private func isOlder(_ tree: SessionTree, than limit: Milliseconds) -> Bool {
    policy.orderBy.time(of: tree) < now - limit
  }
}
