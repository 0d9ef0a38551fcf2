public import RetentionPolicy

/// Measures the time since it was made.
public struct Stopwatch {
  private let start = ContinuousClock.now

  /// The time that has passed.
  var duration: Duration { ContinuousClock.now - start }

  /// The whole milliseconds that have passed.
  public var elapsed: Milliseconds {
    let (seconds, attoseconds) = duration.components
    return Milliseconds(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }

  /// Starts measuring.
  public init() {}
}
