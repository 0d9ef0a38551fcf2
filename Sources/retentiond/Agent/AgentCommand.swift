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
    let agent = try Agent(
      load: { try load(voice) }, watchdog: watchdog.map { Milliseconds($0.interval) }, now: Timestamp.current,
      observer: { voice.tell($0) })
    try agent.keepWatch()
  }

  private func stateFolder(_ setup: Setup) -> String {
    setup.settings(stateDirectory: stateDirectory, now: nil, isDryRun: false).stateFolder
  }

  /// What is asked for at this moment.
  private func load(_ voice: AgentVoice) throws -> AgentSetup {
    let setup = try Setup(options, environment)
    voice.events.tell(setup.configuration.warnings)
    let (named, locations, stateDirectory) = (options.database, setup.locations, stateDirectory)
    let files = Configuration.files(in: environment, explicitFile: options.config.map(Paths.absolute))
      .union(setup.configuration.references)
    return AgentSetup(
      policy: setup.configuration.policy,
      folders: {
        AgentSetup.Folders(
          data: DatabaseChoice.searched(named: named, locations),
          databases: DatabaseChoice.known(named: named, locations),
          configuration: files.union(files.map(Paths.real)),
          own: [setup.archive.path, stateFolder(setup)])
      },
      databases: { try DatabaseChoice.paths(named: named, locations) },
      skips: DatabaseChoice.skips(named: named, locations),
      settings: { setup.settings(stateDirectory: stateDirectory, now: $0, isDryRun: false) })
  }
}
