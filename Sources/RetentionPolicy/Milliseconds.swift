/// A length of time in milliseconds.
public struct Milliseconds: Hashable, Comparable, Sendable {
  /// The number of milliseconds.
  public let count: Int64

  /// So many milliseconds.
  public init(_ count: Int64) {
    self.count = count
  }

  /// So many hours, at most what 64 bits can say.
  public static func hours(_ hours: Int64) -> Milliseconds {
    Milliseconds(hours.multipliedSaturated(by: 3_600_000))
  }

  /// So many days of 24 hours, at most what 64 bits can say.
  public static func days(_ days: Int64) -> Milliseconds {
    Milliseconds(days.multipliedSaturated(by: 86_400_000))
  }

  /// The shorter first.
  public static func < (left: Milliseconds, right: Milliseconds) -> Bool { left.count < right.count }
}
