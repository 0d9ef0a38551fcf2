internal import RetentionPolicy

/// Measures the time since it was made.
struct Stopwatch {
  private let start = ContinuousClock.now

  /// The whole milliseconds that have passed.
  var elapsed: Milliseconds {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Milliseconds(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }
}
