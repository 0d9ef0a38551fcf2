public import RetentionEngine
public import RetentionPolicy

/// What the configuration, the environment and the command line ask of the agent.
public struct AgentSetup: Sendable {
  /// The limits.
  public let policy: Policy
  /// Where databases, the files of the configuration, the archive and the state lie; they need not exist.
  public let folders: Folders
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

    /// The folders that matter.
    public init(data: Set<String>, configuration: Set<String>, own: Set<String>) {
      self.data = data
      self.configuration = configuration
      self.own = own
    }

    /// Whether something of this name may be a database, its log, or a folder that is made on the way to one.
    func isOfData(_ name: String) -> Bool {
      // Readers, the agent among them, change the wal-index. https://sqlite.org/walformat.html
      !name.hasSuffix("-shm") && (name.contains(".db") || Self.parts(of: data).contains(name))
    }

    /// Whether something of this name may be a file of the configuration, or a folder on the way to one.
    func isOfConfiguration(_ name: String) -> Bool {
      name.hasSuffix(".json") || name.hasSuffix(".jsonc") || Self.parts(of: configuration).contains(name)
    }

    private static func parts(of folders: Set<String>) -> Set<String> {
      Set(folders.flatMap { $0.split(separator: "/").map(String.init) })
    }
  }

  /// What is asked.
  public init(
    policy: Policy, folders: Folders, databases: @escaping @Sendable () throws -> [String],
    settings: @escaping @Sendable (Timestamp) -> PassSettings
  ) {
    self.policy = policy
    self.folders = folders
    self.databases = databases
    self.settings = settings
  }
}
