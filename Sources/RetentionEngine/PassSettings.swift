public import RetentionPolicy
public import SessionArchive

/// What a pass needs to know beside the database.
public struct PassSettings: Hashable, Sendable {
  /// What the user asks for.
  public var policy: Policy
  /// Where evicted sessions go.
  public var archive: ArchiveDirectory
  /// zstd's level for them.
  public var level: Int
  /// Where the state between runs is kept, and the copy that a conversion makes.
  public var stateFolder: String
  /// The present moment.
  public var now: Timestamp
  /// Whether only to say what would be done.
  public var isDryRun: Bool
  /// Whether to write to a database on a foreign file system.
  public var allowsForeignFileSystem: Bool
  /// The database that opencode is told to use, which may lie elsewhere: files of its sessions lie in opencode's data
  /// folder all the same.
  public var namedDatabase: String?

  /// Settings for a pass.
  public init(
    policy: Policy, archive: ArchiveDirectory, level: Int, stateFolder: String, now: Timestamp,
    isDryRun: Bool,
    allowsForeignFileSystem: Bool = false, namedDatabase: String? = nil
  ) {
    self.policy = policy
    self.archive = archive
    self.level = level
    self.stateFolder = stateFolder
    self.now = now
    self.isDryRun = isDryRun
    self.allowsForeignFileSystem = allowsForeignFileSystem
    self.namedDatabase = namedDatabase
  }
}
