import ArgumentParser
import Glibc
import RetentionPolicy

/// A moment as it is given on the command line.
struct Moment {
  let timestamp: Timestamp

  /// What the clock says.
  static func current() -> Moment {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Moment(Int64(time.tv_sec) * 1_000)
  }

  private init(_ milliseconds: Int64) {
    timestamp = Timestamp(milliseconds: milliseconds)
  }

  /// Reads milliseconds since 1970, or a date with or without a time, in UTC.
  init(argument: String) throws {
    if let milliseconds = Int64(argument) {
      self.init(milliseconds)
      return
    }
    if let moment = Timestamp(iso8601: argument) {
      self.init(moment.milliseconds)
      return
    }
    throw ValidationError("\(argument) is neither milliseconds nor a moment such as 2026-11-21T09:00:00Z")
  }
}
