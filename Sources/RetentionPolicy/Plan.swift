/// What a pass is to do, and the reason for every tree, kept or not.
public struct Plan: Hashable, Sendable {
  /// One tree that goes.
  public struct Eviction: Hashable, Sendable {
    /// The tree.
    public var tree: SessionTree
    /// The first limit that it fell under: age, then count, then size.
    public var reason: EvictionReason

    /// A tree that goes.
    public init(tree: SessionTree, reason: EvictionReason) {
      self.tree = tree
      self.reason = reason
    }
  }

  /// One tree that stays.
  public struct Kept: Hashable, Sendable {
    /// The tree.
    public var tree: SessionTree
    /// Why it stays.
    public var reason: KeepReason

    /// A tree that stays.
    public init(tree: SessionTree, reason: KeepReason) {
      self.tree = tree
      self.reason = reason
    }
  }

  /// A limit that cannot be met, and the trees whose protection prevents it.
  public struct UnmetLimit: Hashable, Sendable {
    /// The limit.
    public var limit: EvictionReason
    /// The protected trees that would have to go, oldest first: as many as it takes to meet the limit, or
    /// all of them when that is not enough. Empty when what is over the limit is no session's (tables that
    /// are never evicted).
    public var protectedBy: [SessionID]

    /// A limit that cannot be met.
    public init(limit: EvictionReason, protectedBy: [SessionID]) {
      self.limit = limit
      self.protectedBy = protectedBy
    }
  }

  /// The trees that go, oldest first.
  public var evictions: [Eviction]
  /// The trees that stay, oldest first.
  public var kept: [Kept]
  /// The limits that stay exceeded after the evictions: age, then count, then size (against `maxSize` itself,
  /// not its low water).
  public var unmetLimits: [UnmetLimit]
  /// The used bytes now.
  public var usedBytes: ByteCount
  /// The used bytes that are expected afterwards; an estimate.
  public var expectedUsedBytes: ByteCount

  /// A plan.
  public init(
    evictions: [Eviction], kept: [Kept], unmetLimits: [UnmetLimit], usedBytes: ByteCount,
    expectedUsedBytes: ByteCount
  ) {
    self.evictions = evictions
    self.kept = kept
    self.unmetLimits = unmetLimits
    self.usedBytes = usedBytes
    self.expectedUsedBytes = expectedUsedBytes
  }

  /// The bytes of all trees that go.
  public var evictedBytes: ByteCount { evictions.reduce(.zero) { $0 + $1.tree.bytes } }
}
