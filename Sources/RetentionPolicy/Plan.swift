/// What a pass is to do, and the reason for every tree, kept or not.
public struct Plan: Hashable, Sendable {
  /// One tree that goes, or rows of one session.
  public struct Eviction: Hashable, Sendable {
    /// The tree. Of rows that go while their session stays: that session alone, with the bytes of these rows.
    public var tree: SessionTree
    /// The root of the tree that it stands in: its own, but for a subagent's session and for rows of a session.
    public var root: SessionID
    /// What of it goes.
    public var content: Content
    /// The first limit that it fell under: age, then count, then size.
    public var reason: EvictionReason

    /// A tree that goes, or rows of one session.
    public init(
      tree: SessionTree, root: SessionID? = nil, content: Content = .session, reason: EvictionReason
    ) {
      self.tree = tree
      self.root = root ?? tree.id
      self.content = content
      self.reason = reason
    }

    /// Whether a whole tree goes.
    public var isWholeTree: Bool { content == .session && root == tree.id }
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

  /// Rows that nobody misses, which go first: step by step, and in each the oldest first.
  public var trims: [Eviction]
  /// The trees that go, oldest first, after the subagents' sessions that go from trees that stay.
  public var evictions: [Eviction]
  /// How many subagents' sessions, each with those below it, wait for the next pass (`maxEvictionsPerPass`).
  public var waitingSubagents = 0
  /// The trees that stay, oldest first.
  public var kept: [Kept]
  /// The limits that stay exceeded after the evictions, and after those that wait for the next pass: age, then
  /// count, then size (against `maxSize` itself, not its low water).
  public var unmetLimits: [UnmetLimit]
  /// The used bytes now.
  public var usedBytes: ByteCount
  /// The used bytes that are expected afterwards; an estimate.
  public var expectedUsedBytes: ByteCount
  /// Why `maxAge` asked for nothing; nil when it was not set or the clock is not in doubt.
  public var clockDoubt: ClockDoubt?
  /// What the next pass must know.
  public var forNextPass: LastPass

  /// A plan.
  public init(
    trims: [Eviction] = [], evictions: [Eviction], kept: [Kept], unmetLimits: [UnmetLimit],
    usedBytes: ByteCount,
    expectedUsedBytes: ByteCount, clockDoubt: ClockDoubt?, forNextPass: LastPass
  ) {
    self.trims = trims
    self.evictions = evictions
    self.kept = kept
    self.unmetLimits = unmetLimits
    self.usedBytes = usedBytes
    self.expectedUsedBytes = expectedUsedBytes
    self.clockDoubt = clockDoubt
    self.forNextPass = forNextPass
  }

  /// The bytes of all that goes.
  public var evictedBytes: ByteCount { (trims + evictions).reduce(.zero) { $0 + $1.tree.bytes } }
  /// Whether anything goes.
  public var isEmpty: Bool { trims.isEmpty && evictions.isEmpty }
}
