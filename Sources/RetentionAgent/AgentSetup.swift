internal import OpencodeStore
public import RetentionEngine
public import RetentionPolicy

/// What the configuration, the environment and the command line ask of the agent.
public struct AgentSetup {
  /// The limits.
  public let policy: Policy
  /// The files that the configuration came from.
  public let sources: [String]
  /// Where databases, the files of the configuration, the archive and the state lie at this moment, as links to them
  /// come and go; they need not exist.
  public let folders: () -> Folders
  /// Whether an error only says that a file merely bears the name of a database.
  public let skips: @Sendable (String, any Error) -> Bool
  /// The databases that are there at this moment.
  public let databases: @Sendable () throws -> [String]
  /// What a pass at a moment needs to know.
  public let settings: @Sendable (Timestamp) -> PassSettings

  /// The folders that matter to an agent.
  public struct Folders: Hashable, Sendable {
    /// Those of the databases.
    public let data: Set<String>
    /// Those of the configuration.
    public let configuration: Set<String>
    /// Those that a pass writes to besides: the archive and the state. They are not watched.
    public let own: Set<String>
    private let databaseNames: Set<String>
    private let configurationNames: Set<String>

    /// The folders that matter.
    ///
    /// - Parameters:
    ///   - data: where databases are looked for.
    ///   - databases: those that are known.
    ///   - configuration: the files that may be read.
    public init(data: Set<String>, databases: Set<String>, configuration: Set<String>, own: Set<String>) {
      self.data = data.union(databases.map { Folder.holding($0) })
      self.configuration = Set(configuration.map { Folder.holding($0) })
      self.own = own
      databaseNames = Set(databases.map { Folder.name(of: $0) })
      configurationNames = Set(configuration.map { Folder.name(of: $0) })
    }

    /// Whether something of this name may be a database, or its log.
    func isOfData(_ name: String) -> Bool {
      // Readers, the agent among them, change the wal-index. https://sqlite.org/walformat.html
      if name.hasSuffix("-shm") { return false }
      return name.contains(".db") || databaseNames.contains { name.hasPrefix($0) }
    }

    /// Whether something of this name may be a file of the configuration.
    func isOfConfiguration(_ name: String) -> Bool { configurationNames.contains(name) }
  }

  /// Whether another one asks for the same.
  func isSame(as other: AgentSetup) -> Bool {
    let moment = Timestamp(milliseconds: 0)
    return folders() == other.folders() && settings(moment) == other.settings(moment)
  }

  /// What is asked.
  public init(
    policy: Policy, sources: [String] = [], folders: @escaping () -> Folders,
    databases: @escaping @Sendable () throws -> [String],
    skips: @escaping @Sendable (String, any Error) -> Bool,
    settings: @escaping @Sendable (Timestamp) -> PassSettings
  ) {
    self.policy = policy
    self.sources = sources
    self.folders = folders
    self.databases = databases
    self.skips = skips
    self.settings = settings
  }
}
