/// How long writes took: what opencode would have waited.
public struct WaitStatistics: Sendable {
  private let sorted: [Microseconds]
  /// The writes that failed.
  public let failed: Int

  /// The figures of some writes.
  public init(_ records: [WriteRecord]) {
    sorted = records.map(\.took).sorted()
    failed = records.count { if case .failed = $0.outcome { true } else { false } }
  }

  /// All writes, those that failed included.
  public var count: Int { sorted.count }
  /// The longest.
  public var longest: Microseconds { sorted.last ?? Microseconds(0) }

  /// The length that so many in a thousand did not exceed.
  public func quantile(perMille: Int) -> Microseconds {
    guard !sorted.isEmpty else { return Microseconds(0) }
    return sorted[min(sorted.count - 1, sorted.count * perMille / 1_000)]
  }

  /// How many took longer.
  public func count(above limit: Microseconds) -> Int { sorted.count { $0 > limit } }
}
