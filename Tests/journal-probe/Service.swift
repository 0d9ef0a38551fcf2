import Glibc
import SystemdSupport

/// A service of the type `notify` that waits for signals: HUP reloads, TERM ends, USR1 begins work that never
/// advances, USR2 work that always does.
struct Service {
  private enum Work {
    case none
    case hanging
    case advancing
  }

  private let manager = ServiceManager(notifySocket: Self.variable("NOTIFY_SOCKET"))
  private let watchdog = WatchdogTimeout(
    microseconds: Self.variable("WATCHDOG_USEC"), processID: Self.variable("WATCHDOG_PID"), own: getpid())

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Gives signs of life until the service manager takes no more.
  func flood() {
    while manager.notify(.watchdog) == .sent {}
  }

  func run() -> Int32 {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGHUP, SIGTERM, SIGUSR1, SIGUSR2] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let outcome = manager.notify(.ready, .status("Waiting.\nWATCHDOG=trigger"))
    StandardError.write("\(outcome)\n")

    let counter = ProgressCounter()
    var rule = HeartbeatRule()
    var work = Work.none
    var wait = timespec((watchdog?.interval ?? .seconds(60)))
    while true {
      switch sigtimedwait(&signals, nil, &wait) {
      case SIGTERM:
        manager.notify(.stopping, .extendTimeout(.seconds(5)), .status("Ending."))
        return 0
      case SIGHUP:
        manager.notify(.reloading(since: .now))
        manager.notify(.ready, .status("Waiting, with the new configuration."))
      case SIGUSR1:
        work = .hanging
        manager.notify(.status("Hanging."))
      case SIGUSR2:
        work = .advancing
        manager.notify(.status("Advancing."))
      default: break
      }
      if work == .advancing { counter.advance() }
      if rule.isDue(work == .none ? .idle : .working(advanced: counter.value)), watchdog != nil {
        manager.notify(.watchdog)
      }
    }
  }
}

extension timespec {
  fileprivate init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  }
}
