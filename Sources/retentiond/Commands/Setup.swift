internal import RetentionConfiguration
internal import RetentionEngine
internal import SessionArchive

/// What the command line, the environment and the configuration come to together.
struct Setup {
  let configuration: Configuration
  let locations: DataLocations
  let archive: ArchiveDirectory

  /// Reads the configuration.
  ///
  /// - Throws: `ConfigurationError`.
  init(_ options: SharedOptions, _ environment: ConfigurationEnvironment) throws(ConfigurationError) {
    locations = try DataLocations(environment)
    configuration = try Configuration.load(
      from: environment, explicitFile: options.config.map(Paths.absolute))
    archive = ArchiveDirectory(
      path: options.archiveDirectory.map(Paths.absolute) ?? configuration.archive.directory
        ?? locations.archiveDirectory)
  }
}

/// The databases to work on.
struct DatabaseChoice {
  /// Their real paths, each once.
  let paths: [String]
  private let isSearch: Bool
  private let defaultDatabase: String

  /// Those named on the command line, else the one in `OPENCODE_DB`, else those found in the data folder.
  ///
  /// - Throws: `PassError` when the folder cannot be listed, `Failure` when there is none.
  init(named: [String], _ locations: DataLocations) throws {
    let named = named.isEmpty ? [locations.namedDatabase].compactMap(\.self) : named
    isSearch = named.isEmpty
    defaultDatabase = Paths.real(locations.defaultDatabase)
    let files = isSearch ? try DatabaseSearch(dataFolder: locations.dataDirectory).files() : named
    var seen: Set<String> = []
    paths = files.map(Paths.real).filter { seen.insert($0).inserted }
    if paths.isEmpty { throw Failure.noDatabase(in: locations.dataDirectory) }
  }

  /// Whether a failure only says that a file merely bears the name of a database: then it is skipped. What
  /// was named, and opencode's own `opencode.db`, never is.
  func skips(_ path: String, _ failure: Failure) -> Bool {
    isSearch && path != defaultDatabase
      && ["not-opencode", "not-a-database", "not-a-file"].contains(failure.code)
  }
}
