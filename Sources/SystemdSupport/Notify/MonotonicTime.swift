internal import Glibc

/// A moment of the clock that the service manager measures by: CLOCK_MONOTONIC.
public struct MonotonicTime: Hashable, Sendable {
  /// Since some moment before the machine's start.
  public let microseconds: UInt64

  /// A moment.
  public init(microseconds: UInt64) {
    self.microseconds = microseconds
  }

  /// This moment.
  public static var now: MonotonicTime {
    var time = timespec()
    // It fails only for clocks that do not exist. clock_gettime(2)
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(microseconds: UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000)
  }
}

extension Duration {
  /// The whole microseconds in it; the largest or smallest number when there are more.
  var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let (sum, isStillTooLarge) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
    guard isTooLarge || isStillTooLarge else { return sum }
    return seconds < 0 ? .min : .max
  }
}
