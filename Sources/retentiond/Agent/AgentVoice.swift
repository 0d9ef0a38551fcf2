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
  private var troubles = AgentTroubles()
  /// Why the service manager could not be told, of which the log was told.
  private var told: Set<NotifyOutcome> = []

  /// A voice.
  init(events: EventVoice, manager: ServiceManager) {
    self.events = events
    self.manager = manager
  }

  /// Whether the service manager did not take what it must know.
  var hasUntold: Bool { manager.hasUntold }

  private var logger: Logger { events.logger }

  /// Tells what happened.
  func tell(_ event: AgentEvent) {
    troubles.note(event)
    switch event {
    case .started(let databases, let policy):
      let what = databases.isEmpty ? "databases to come" : databases.joined(separator: ", ").printable
      logger.info("Keeps watch over \(what): \(policy.words).")
      notify(.ready)
    case .startTakesLonger(let time), .stopTakesLonger(let time):
      notify(.extendTimeout(.milliseconds(time.count)))
    case .waiting(let outlook): notify(.status(StatusSentence.text(outlook, troubles)))
    case .passBegan(let path, let cause):
      logger.debug("A pass over \(path) begins: \(cause.rawValue).")
    case .passing(let path, let progress): notify(.status(StatusSentence.text(progress, of: path)))
    case .passEnded(let report, let wasAsked): events.tell(report, whenIdle: wasAsked)
    case .lookFailed(let path, let error): events.tell(error, of: path)
    case .skipped(let path, let error): events.tell(.skipped(path, Failure(error)), of: path)
    case .databaseCame(let path): events.note("database-came", "\(path) is there now.", of: path)
    case .databaseWent(let path):
      events.note("database-went", "\(path) is no longer there; it is waited for.", of: path)
    case .databaseReplaced(let path):
      events.note(
        "database-replaced", "Another file stands in the place of \(path): it is looked at anew.", of: path)
    case .eventsLost:
      events.note(
        "events-lost", "More happened to files than the kernel keeps: all is looked at anew.", of: "")
    case .searchFailed(let error): events.tell(error, of: "")
    case .notWatched(let folder, let code):
      // A folder that is not there yet is no reason to worry: it is looked for from time to time.
      logger.info("\(folder) cannot be watched (\(Failure.words(code))); it is looked at every ten minutes.")
    case .reloading(let moment): notify(.reloading(since: moment))
    case .reloaded(let policy, let sources):
      let files = sources.isEmpty ? "there is no file" : sources.joined(separator: ", ").printable
      logger.info("The configuration was read again (\(files)): \(policy.words).")
      notify(.ready)
    case .reloadFailed(let error, let wasAsked):
      let unchanged = "the configuration before it stays in force"
      // Who asks gets an answer, also when it is the same as before.
      if !events.tell(configuration: error, unchanged: unchanged), wasAsked {
        logger.info("The configuration was read again, and its error is still there; \(unchanged).")
      }
      if wasAsked { notify(.ready) }
    case .alive: notify(.watchdog)
    case .again: manager.tellAgain()
    case .stopping: notify(.stopping, .status("Finishes or rolls back what is under way, and ends."))
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
