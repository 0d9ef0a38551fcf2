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
    // The digits of a date, then of a time: year, month, day, hour, minute, second.
    let numbers = argument.split { "-T:Z".contains($0) }.compactMap { Int32($0) }
    let template = numbers.count == 3 ? "0000-00-00" : "0000-00-00T00:00:00Z"
    if String(argument.map { $0.isASCII && $0.isNumber ? "0" : $0 }) == template {
      var parts = tm()
      parts.tm_year = numbers[0] - 1_900
      parts.tm_mon = numbers[1] - 1
      parts.tm_mday = numbers[2]
      if numbers.count == 6 {
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
      }
      self.init(Int64(timegm(&parts)) * 1_000)
      return
    }
    throw ValidationError("\(argument) is neither milliseconds nor a moment such as 2026-11-21T09:00:00Z")
  }
}
