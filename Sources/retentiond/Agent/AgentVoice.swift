internal import Logging
internal import RetentionAgent
internal import RetentionEngine
internal import RetentionPolicy
internal import SystemdSupport

/// Tells the service manager and the log what the agent does.
final class AgentVoice {
  /// What concerns databases and the configuration.
  let events: EventVoice
  private let manager: ServiceManager
  /// Why the service manager could not be told, of which the log was told.
  private var told: Set<NotifyOutcome> = []

  /// A voice.
  init(events: EventVoice, manager: ServiceManager) {
    self.events = events
    self.manager = manager
  }

  private var logger: Logger { events.logger }

  /// Tells what happened.
  func tell(_ event: AgentEvent) {
    switch event {
    case .started: notify(.ready)
    case .waiting(let outlook): notify(.status(StatusSentence.text(outlook)))
    case .passBegan(let path, let cause):
      logger.debug("A pass over \(path) begins: \(cause.rawValue).")
    case .passing(let path, let progress): notify(.status(StatusSentence.text(progress, of: path)))
    case .passEnded(let report): events.tell(report, whenIdle: false)
    case .lookFailed(let path, let error): events.tell(error, of: path)
    case .skipped(let path, let error): events.tell(.skipped(path, Failure(error)), of: path)
    case .databaseReplaced(let path):
      logger.notice("Another file stands in the place of \(path.printable): it is looked at anew.")
    case .searchFailed(let error): events.tell(error, of: "")
    case .notWatched(let folder, let code):
      // A folder that is not there yet is no reason to worry: it is looked for from time to time.
      logger.info("\(folder) cannot be watched (\(Failure.words(code))); it is looked at every ten minutes.")
    case .reloading(let moment): notify(.reloading(since: moment))
    case .reloaded(let policy):
      let limits = policy.limits.map(\.setting).joined(separator: ", ")
      logger.info(
        "The configuration was read again: \(limits.isEmpty ? "no limit, nothing is removed" : limits).")
      notify(.ready)
    case .reloadFailed(let error):
      events.tell(configuration: error, unchanged: "the configuration before it stays in force")
      notify(.ready)
    case .alive: notify(.watchdog)
    case .stopping: notify(.stopping, .status("Finishes or rolls back what is under way, and ends."))
    case .stopTakesLonger(let time): notify(.extendTimeout(.milliseconds(time.count)))
    }
  }

  /// Tells the service manager; the log learns once of each reason for which it cannot be told.
  private func notify(_ notifications: Notification...) {
    let outcome = manager.notify(notifications)
    let reason: String
    switch outcome {
    case .sent, .noServiceManager: return
    case .unusableAddress(let address):
      reason = "NOTIFY_SOCKET is no address of a socket: \(address.printable)"
    case .failed(let code): reason = "NOTIFY_SOCKET: \(Failure.words(code))"
    }
    guard told.insert(outcome).inserted else { return }
    logger.warning("The service manager cannot be told how it stands (\(reason)); the work goes on.")
  }
}
