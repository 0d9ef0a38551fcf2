import Glibc
import RetentionPolicy

extension Timestamp {
  /// The time of day: the writers go by it, too.
  static var current: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000)
  }
}
