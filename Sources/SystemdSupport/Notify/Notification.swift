/// Something that the service manager is told about this process.
/// https://man7.org/linux/man-pages/man3/sd_notify.3.html
public enum Notification: Hashable, Sendable {
  /// The start, or a reload of the configuration, is complete.
  case ready
  /// What the process does, as one sentence for `systemctl status`.
  case status(String)
  /// The configuration is being read again, from this moment on; `ready` ends it.
  case reloading(since: MonotonicTime)
  /// The process is about to end.
  case stopping
  /// The process is alive: the watchdog's time begins anew.
  case watchdog
  /// The start, or the stop, takes at least this much longer, from now on.
  case extendTimeout(Duration)

  /// Whether the manager waits for it, or acts on it, so that it must not be lost: what a later one of these says
  /// holds instead.
  var isTurn: Bool {
    switch self {
    case .ready, .reloading, .stopping: true
    case .status, .watchdog, .extendTimeout: false
    }
  }

  /// The assignments that say so, one a line.
  var assignments: String {
    switch self {
    case .ready: "READY=1"
    case .status(let sentence): "STATUS=\(Self.line(sentence))"
    // Where the unit is of the type `notify-reload` (systemd 253), the moment has to come along.
    case .reloading(let moment): "RELOADING=1\nMONOTONIC_USEC=\(moment.microseconds)"
    case .stopping: "STOPPING=1"
    case .watchdog: "WATCHDOG=1"
    case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(max(0, duration.wholeMicroseconds))"
    }
  }

  /// A text that cannot end its assignment and begin another: session titles and paths may hold anything.
  private static func line(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
  }
}
