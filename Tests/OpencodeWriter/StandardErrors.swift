import Glibc
import RetentionPolicy

/// Where progress goes.
struct StandardErrors: TextOutputStream {
  /// Writes a line.
  static func note(_ text: String) {
    var errors = StandardErrors()
    print(text, to: &errors)
  }

  mutating func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(2, bytes, bytes.count)
  }
}

/// The time of day.
enum Clock {
  static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000)
  }

  static func sleep(milliseconds: Int) {
    var time = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
    nanosleep(&time, nil)
  }
}
