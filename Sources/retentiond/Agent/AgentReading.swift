internal import OpencodeStore
internal import RetentionAgent
internal import RetentionConfiguration

/// Reads what is asked of the agent, again and again.
final class AgentReading {
  private let command: AgentCommand
  private let voice: AgentVoice
  /// The files that stood in placeholders when it was read last, also when one of them was missing.
  private var references: Set<String> = []

  /// A reading for a command.
  init(_ command: AgentCommand, _ voice: AgentVoice) {
    self.command = command
    self.voice = voice
  }

  /// What is asked for at this moment.
  ///
  /// - Throws: `ConfigurationError`.
  func load() throws -> AgentSetup {
    let setup: Setup
    do {
      setup = try Setup(command.options, command.environment)
    } catch {
      references = error.references
      throw error
    }
    references = setup.configuration.references
    voice.events.tell(setup.configuration.warnings)
    let (named, locations, stateDirectory) = (
      command.options.database, setup.locations, command.stateDirectory
    )
    return AgentSetup(
      policy: setup.configuration.policy, sources: setup.configuration.sources,
      folders: { [self] in folders(setup) },
      databases: { try DatabaseChoice.paths(named: named, locations) },
      skips: DatabaseChoice.skips(named: named, locations),
      settings: { setup.settings(stateDirectory: stateDirectory, now: $0, isDryRun: false) })
  }

  /// The folders that matter at this moment. A link on the way to a file matters as the file does.
  private func folders(_ setup: Setup) -> AgentSetup.Folders {
    let named = command.options.database
    let files = Configuration.files(
      in: command.environment, explicitFile: command.options.config.map(Paths.absolute))
    return AgentSetup.Folders(
      data: DatabaseChoice.searched(named: named, setup.locations),
      databases: Self.withLinks(DatabaseChoice.known(named: named, setup.locations)),
      configuration: Self.withLinks(files.union(references)),
      own: [setup.archive.path, command.stateFolder(setup)])
  }

  private static func withLinks(_ paths: Set<String>) -> Set<String> {
    paths.reduce(into: paths) { all, path in
      let way = PathResolution(path)
      all.formUnion(way.links)
      if way.next == nil { all.insert(way.path) }
    }
  }
}
