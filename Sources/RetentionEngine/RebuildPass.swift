internal import Glibc
public import OpencodeStore
public import RetentionPolicy
public import SessionArchive
public import SessionRebuild

/// Rebuilds a session from its events: finds the database, and writes to it as a restore does.
public struct RebuildPass {
  /// Where the session is to go.
  public enum Target: Hashable, Sendable {
    /// Into its database.
    case database
    /// Into a file that does not exist; nil: to standard output.
    case export(path: String?)
  }

  /// What was done.
  public struct Result {
    /// What was rebuilt, and what was not.
    public let report: RebuildReport
    /// What kept the write-ahead log from being emptied afterwards; opencode or the next pass empties it.
    public internal(set) var logFailure: (any Error)?
    /// The foreign file system that the database lies on.
    public let foreignFileSystem: ForeignFileSystem?

    /// What was done.
    public init(
      report: RebuildReport, logFailure: (any Error)? = nil, foreignFileSystem: ForeignFileSystem? = nil
    ) {
      self.report = report
      self.logFailure = logFailure
      self.foreignFileSystem = foreignFileSystem
    }
  }

  private let archive: ArchiveDirectory
  private let databases: [String]
  private let allowsForeignFileSystem: Bool
  private let fileSystem: FileSystemLookup
  private let pause: Pause

  /// A rebuild.
  ///
  /// - Parameters:
  ///   - databases: those that the session may have been in; of several, the one that holds rows of it.
  ///   - allowsForeignFileSystem: whether to write to a database on a foreign file system.
  public init(
    archive: ArchiveDirectory, databases: [String], allowsForeignFileSystem: Bool = false,
    fileSystem: FileSystemLookup = .ofSystem, pause: Pause = .sleeping
  ) {
    self.archive = archive
    self.databases = databases
    self.allowsForeignFileSystem = allowsForeignFileSystem
    self.fileSystem = fileSystem
    self.pause = pause
  }

  /// Rebuilds a session.
  ///
  /// - Throws: `RebuildError`, `UnfinishedRebuild`, `PassError`, `SchemaError`, `ArchiveError`, `SQLiteError`,
  ///   `Interrupted`.
  public func run(_ id: SessionID, to target: Target) throws -> Result {
    // Also where there is no archive yet: values wait in its folder, and nobody else may work meanwhile.
    try archive.make()
    let lock = try PassLock(directory: archive)
    defer { withExtendedLifetime(lock) {} }
    let rebuilder = try Rebuilder(
      of: id, directory: archive, catalog: archive.isUsed ? Catalog(directory: archive) : nil)
    let path = try database(of: id, rebuilder)
    return try DamageLog.$current.withValue(DamageLog()) {
      switch target {
      case .database:
        guard let path else { throw RebuildError.noEvents(id: id, database: nil, archive: archive.path) }
        return try rebuild(into: path, rebuilder)
      case .export(let file):
        return try export(to: file, from: path, rebuilder)
      }
    }
  }

  // MARK: The database

  /// The database that holds rows of a session; else the one that it was archived from. With one to choose from it
  /// is that one.
  private func database(of id: SessionID, _ rebuilder: Rebuilder) throws -> String? {
    if databases.count == 1 { return databases[0] }
    let holding = try databases.filter { try holds(id, $0) }
    if holding.count > 1 { throw RebuildError.severalDatabases(id: id, paths: holding) }
    return holding.first ?? rebuilder.archivedDatabase.flatMap { access($0, F_OK) == 0 ? $0 : nil }
  }

  private func holds(_ id: SessionID, _ path: String) throws -> Bool {
    do {
      let (connection, schema) = try openForReading(path)
      let traces = try SessionTraces(of: [id], connection: connection, schema: schema)
      return traces.standing.contains(id) || traces.rowsOnly.contains(id)
    } catch is SchemaError {
      // A file that merely bears the name of one.
      return false
    } catch let error as SQLiteError where error.code.primary == .notADatabase {
      return false
    }
  }

  private func openForReading(_ path: String) throws -> (connection: Connection, schema: Schema) {
    let file = DatabaseFile(path: path)
    try file.requireUsable(writing: false)
    do {
      let connection = try Connection(path: path, mode: .readOnly)
      return (connection, try SchemaReader(connection: connection).read())
    } catch let error as SQLiteError {
      throw file.cause(of: error)
    }
  }

  // MARK: Work

  private func export(to file: String?, from path: String?, _ rebuilder: Rebuilder) throws -> Result {
    let kind = try path.flatMap { try fileSystem($0) }
    let report = try rebuilder.export(to: file, from: try path.map { try openForReading($0) })
    return Result(report: report, foreignFileSystem: kind)
  }

  private func rebuild(into path: String, _ rebuilder: Rebuilder) throws -> Result {
    let kind = try fileSystem(path)
    if let kind, !allowsForeignFileSystem { throw PassError.foreignFileSystem(path: path, kind) }
    var result = try write(into: path, rebuilder, kind)
    // Where other machines may have it open, locks do not tell.
    if kind == nil {
      let failure = Swift.Result { try LeftoverLog.remove(of: path) }.failure
      result.logFailure = result.logFailure ?? failure
    }
    return result
  }

  private func write(into path: String, _ rebuilder: Rebuilder, _ kind: ForeignFileSystem?) throws -> Result {
    try DatabaseFile(path: path).requireUsable(writing: true)
    let lock = try LooseRowsLock.alone(at: path)
    defer { withExtendedLifetime(lock) {} }
    let connection = try Connection(path: path, mode: .readWrite)
    let reader = SchemaReader(connection: connection)
    let schema = try reader.read()
    try reader.requireCompletedMigration(schema)
    try DatabaseCheck.requireSound(connection)
    let checkpoint = try GuardedCheckpoint(path: path, pause: pause)
    let report = try rebuilder.rebuild(
      into: connection, schema: schema, pacer: LockPacer(pause: pause), checkpoint: checkpoint)
    let logFailure = Swift.Result { _ = try checkpoint.run() }.failure
    return Result(report: report, logFailure: logFailure, foreignFileSystem: kind)
  }
}

extension Result where Success == Void {
  /// What went wrong.
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
