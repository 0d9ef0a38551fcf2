/// Rows that nobody would miss but for a reason of their own: of how many sessions they are.
public struct LeftRows: Hashable, Sendable {
  /// What hangs on sessions that do not exist, as another retentiond is at such rows.
  public var orphans = 0
  /// Copies of opencode 1, as somebody uses it beside opencode 2.
  public var copiesInUse = 0
  /// Copies of opencode 1 of which opencode 2 lacks something.
  public var copiesNeeded = 0
  /// Events that another machine reads.
  public var remoteEvents = 0
  /// Events whose numbers are not those that `event_sequence` has given out.
  public var unnumberedEvents = 0

  /// None.
  public init() {}
}
