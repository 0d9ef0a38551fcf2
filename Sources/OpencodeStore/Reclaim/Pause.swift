internal import Glibc
public import RetentionPolicy

/// A way to wait, so that a test need not.
public struct Pause {
  private let wait: (Milliseconds) -> Void

  /// Waits as `wait` does.
  public init(_ wait: @escaping (Milliseconds) -> Void) {
    self.wait = wait
  }

  /// Waits this long.
  public func callAsFunction(_ duration: Milliseconds) {
    wait(duration)
  }

  /// Lets the thread sleep; a signal may cut it short, which does no harm.
  public static var sleeping: Pause {
    Pause { duration in
      var time = timespec(
        tv_sec: Int(duration.count / 1_000), tv_nsec: Int(duration.count % 1_000) * 1_000_000)
      nanosleep(&time, nil)
    }
  }
}
