public import RetentionPolicy

/// What the events of a database take.
public struct EventUsage: Hashable, Sendable {
  /// How many there are.
  public var count = 0
  /// What they take in the file; an estimate.
  public var bytes = ByteCount.zero
  /// What those of them take that are full copies of a message, a part or a session of which a newer copy is
  /// there; those whose subject is not found at their beginning are not counted.
  public var replacedBytes = ByteCount.zero

  /// None.
  public init() {}
}
