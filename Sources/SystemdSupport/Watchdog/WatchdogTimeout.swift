/// How often the service manager wants a sign of life.
/// https://man7.org/linux/man-pages/man3/sd_watchdog_enabled.3.html
public struct WatchdogTimeout: Hashable, Sendable {
  /// After this long without a sign it ends the process.
  public let duration: Duration

  /// The watchdog that two variables describe; nil when there is none, it is meant for another process, or it
  /// cannot be understood.
  ///
  /// - Parameters:
  ///   - microseconds: the value of `WATCHDOG_USEC`.
  ///   - processID: the value of `WATCHDOG_PID`.
  ///   - own: this process.
  public init?(microseconds: String?, processID: String?, own: Int32) {
    // systemd writes both zero and the largest number for “never”.
    guard let number = microseconds.flatMap(Self.digits), number > 0, number < .max else { return nil }
    if let processID, processID != "\(own)" { return nil }
    duration = .microseconds(number)
  }

  /// The time from one sign to the next: half of what is allowed, so that one may come late. Not below
  /// `shortest`: nobody could keep such a promise, and trying would only keep a processor busy. Not above an
  /// hour either: that costs nothing and no timer overflows.
  public var interval: Duration { min(max(duration / 2, Self.shortest), .seconds(3_600)) }

  /// The shortest time from one sign to the next.
  public static let shortest = Duration.milliseconds(50)

  /// What is wrong with these variables, as a sentence; nil when they are understood, or meant for another process.
  public static func problem(microseconds: String?, processID: String?, own: Int32) -> String? {
    guard let microseconds, processID == nil || processID == "\(own)" else { return nil }
    if let timeout = WatchdogTimeout(microseconds: microseconds, processID: processID, own: own) {
      return timeout.duration / 2 < shortest
        ? "WATCHDOG_USEC is shorter than can be kept (\(microseconds) µs): signs of life come every 50 ms."
        : nil
    }
    return digits(microseconds) == nil
      ? "WATCHDOG_USEC is no number of microseconds: no signs of life are given." : nil
  }

  /// Digits only: `UInt64` would accept a sign.
  private static func digits(_ text: String) -> UInt64? {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? UInt64(text) : nil
  }
}
