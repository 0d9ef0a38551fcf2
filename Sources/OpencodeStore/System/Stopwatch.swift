public import RetentionPolicy

/// Measures the time since it was made.
public struct Stopwatch {
  private let start = ContinuousClock.now

  /// The whole milliseconds that have passed.
  public var elapsed: Milliseconds { Milliseconds(ContinuousClock.now - start) }

  /// Starts measuring.
  public init() {}
}

extension Milliseconds {
  /// The whole milliseconds of a duration.
  public init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }
}
