internal import Glibc

/// A length of time, or a moment by the clock that all processes of a machine share.
public struct Microseconds: Hashable, Comparable, Sendable {
  /// The number.
  public let count: Int64

  /// So many.
  public init(_ count: Int64) {
    self.count = count
  }

  /// The time since the machine was started. https://man7.org/linux/man-pages/man2/clock_gettime.2.html
  public static var now: Microseconds {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Microseconds(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  /// So many milliseconds.
  public static func milliseconds(_ count: Int64) -> Microseconds { Microseconds(count * 1_000) }

  /// The time from the right moment to the left, or what remains.
  public static func - (left: Microseconds, right: Microseconds) -> Microseconds {
    Microseconds(left.count - right.count)
  }

  /// A later moment, or both lengths together.
  public static func + (left: Microseconds, right: Microseconds) -> Microseconds {
    Microseconds(left.count + right.count)
  }

  /// Which is shorter or earlier.
  public static func < (left: Microseconds, right: Microseconds) -> Bool { left.count < right.count }
}
