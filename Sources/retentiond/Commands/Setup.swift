internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy
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

  /// What a pass needs to know.
  func settings(stateDirectory: String?, now: Timestamp?, isDryRun: Bool) -> PassSettings {
    PassSettings(
      policy: configuration.policy, archive: archive, level: configuration.archive.level,
      stateFolder: stateDirectory.map(Paths.absolute) ?? locations.stateDirectory, now: now ?? .current(),
      isDryRun: isDryRun, allowsForeignFileSystem: configuration.allowsNetworkFilesystem,
      namedDatabase: locations.namedDatabase.map(Paths.real))
  }
}

/// The databases to work on.
struct DatabaseChoice {
  /// Their real paths, each once.
  let paths: [String]
  private let isSearch: Bool
  private let dataFolder: String
  private let defaultDatabase: String

  /// Those named on the command line, else the one in `OPENCODE_DB`, else those found in the data folder.
  ///
  /// - Throws: `PassError` when the folder cannot be listed, `Failure` when there is none.
  init(named: [String], _ locations: DataLocations) throws {
    isSearch = Self.named(named, locations).isEmpty
    dataFolder = locations.dataDirectory
    defaultDatabase = Paths.real(locations.defaultDatabase)
    paths = try Self.paths(named: named, locations)
    if paths.isEmpty { throw Failure.noDatabase(in: locations.dataDirectory) }
  }

  /// The real paths of the databases that are named, or found at this moment.
  ///
  /// - Throws: `PassError` when the folder cannot be listed.
  static func paths(named: [String], _ locations: DataLocations) throws -> [String] {
    let named = Self.named(named, locations)
    let files = named.isEmpty ? try DatabaseSearch(dataFolder: locations.dataDirectory).files() : named
    var seen: Set<String> = []
    return files.map(Paths.real).filter { seen.insert($0).inserted }
  }

  /// Those that are known: named, as they are named, or found, as far as that can be said.
  static func known(named: [String], _ locations: DataLocations) -> Set<String> {
    let named = Self.named(named, locations)
    guard named.isEmpty else { return Set(named.map(Paths.absolute)) }
    do { return Set(try paths(named: [], locations)) } catch { return [] }
  }

  /// The folder that is searched; none when they are named.
  static func searched(named: [String], _ locations: DataLocations) -> Set<String> {
    Self.named(named, locations).isEmpty ? [locations.dataDirectory] : []
  }

  private static func named(_ named: [String], _ locations: DataLocations) -> [String] {
    named.isEmpty ? [locations.namedDatabase].compactMap(\.self) : named
  }

  /// Works on each database and shows the report.
  ///
  /// - Throws: `Failure` when none of those that were found is opencode's.
  func show(in printer: inout some ReportPrinter, _ progress: ProgressLine?, run: (String) -> PassReport)
    throws
  {
    printer.namesDatabases = paths.count > 1
    var skipped = 0
    for path in paths where !Interruption.process.isRequested {
      let report = run(path)
      progress?.finish()
      if let failure = report.failure.map({ Failure($0) }), skips(path, failure) {
        printer.complaints.warn(.skipped(path, failure))
        skipped += 1
      } else {
        printer.show(report)
      }
    }
    if skipped == paths.count { throw Failure.noDatabase(in: dataFolder) }
  }

  /// Whether a failure only says that a file merely bears the name of a database: then it is skipped. What
  /// was named, and opencode's own `opencode.db`, never is.
  private func skips(_ path: String, _ failure: Failure) -> Bool {
    isSearch && Self.isNone(of: defaultDatabase, path, failure)
  }

  /// The same for the agent, which searches again and again.
  static func skips(named: [String], _ locations: DataLocations) -> @Sendable (String, any Error) -> Bool {
    let isSearch = Self.named(named, locations).isEmpty
    let defaultDatabase = Paths.real(locations.defaultDatabase)
    return { isSearch && isNone(of: defaultDatabase, $0, Failure($1)) }
  }

  private static func isNone(of defaultDatabase: String, _ path: String, _ failure: Failure) -> Bool {
    path != defaultDatabase && ["not-opencode", "not-a-database", "not-a-file"].contains(failure.code)
  }
}

/// Prints reports, database by database.
protocol ReportPrinter {
  /// What goes to standard error.
  var complaints: Complaints { get set }
  /// Whether there are several databases, so that a warning must say which.
  var namesDatabases: Bool { get set }
  /// Takes a report.
  mutating func show(_ report: PassReport)
}
