internal import Glibc
internal import OpencodeStore
internal import RetentionAgent
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy
internal import SystemdSupport

/// `retentiond` without `--once`: the agent, told about by the service manager's protocol and the journal.
struct AgentCommand {
  let options: SharedOptions
  let stateDirectory: String?
  let restoreCommand: String
  let environment: ConfigurationEnvironment

  /// Runs until a signal ends it.
  ///
  /// - Throws: `ConfigurationError` at the start, `AgentError`, `ReclaimError`, `LostFolder`.
  func run() throws {
    let setup = try Setup(options, environment)
    let events = EventVoice(LogDestination(environment), restoreCommand: restoreCommand, isOfAgent: true)
    events.remember(in: stateFolder(setup))
    let voice = AgentVoice(
      events: events, manager: ServiceManager(notifySocket: environment["NOTIFY_SOCKET"]))
    let watchdog = WatchdogTimeout(
      microseconds: environment["WATCHDOG_USEC"], processID: environment["WATCHDOG_PID"], own: getpid())
    let problem = WatchdogTimeout.problem(
      microseconds: environment["WATCHDOG_USEC"], processID: environment["WATCHDOG_PID"], own: getpid())
    if let problem { events.logger.warning("\(problem)") }
    let reading = AgentReading(self, voice)
    let agent = try Agent(
      load: { try reading.load() }, watchdog: watchdog.map { Milliseconds($0.interval) },
      now: Timestamp.current,
      hasUntold: { voice.hasUntold }, observer: { voice.tell($0) })
    try agent.keepWatch()
  }

  /// Where what is to be known after a new start lies.
  func stateFolder(_ setup: Setup) -> String {
    setup.settings(stateDirectory: stateDirectory, now: nil, isDryRun: false).stateFolder
  }
}
