internal import ArgumentParser
internal import Glibc
internal import RetentionPolicy

extension Timestamp {
  /// What the clock says.
  static func current() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Milliseconds since 1970, or a moment such as `2026-11-21T06:45:00Z`.
  ///
  /// - Throws: `ValidationError`.
  static func parse(_ argument: String) throws -> Timestamp {
    if let milliseconds = Int64(argument) { return Timestamp(milliseconds: milliseconds) }
    if let moment = Timestamp(iso8601: argument) { return moment }
    throw ValidationError("\(argument) is neither milliseconds nor a moment such as 2026-11-21T06:45:00Z")
  }
}
