internal import Glibc
public import OpencodeStore
public import RetentionPolicy
public import SessionArchive

/// Puts archived trees back, each into its database.
public struct RestorePass {
  /// What became of one id.
  public struct Result {
    /// The id that was asked for.
    public let id: SessionID
    /// What became of it.
    public let outcome: Outcome
    /// The foreign file system to which it was allowed to write; nil: the database lies on none.
    public var foreignFileSystem: ForeignFileSystem?
  }

  /// What becomes of an id.
  public enum Outcome {
    /// Its tree is back. What kept the write-ahead log from being emptied afterwards, if anything did, is no
    /// failure of the restore: opencode or the next pass empties it.
    case restored(RestoreReport, logFailure: (any Error)?)
    /// Its tree came back just before, with another id of it.
    case alongWith(SessionID)
    /// Its tree was not put back, and its database is unchanged.
    case failed(any Error)
  }

  private let archive: ArchiveDirectory
  private let database: String?
  private let allowsForeignFileSystem: Bool
  private let fileSystem: FileSystemLookup
  private let pause: Pause

  /// A restore from an archive.
  ///
  /// - Parameters:
  ///   - database: where to put the trees; nil: each into the database that it came from.
  ///   - allowsForeignFileSystem: whether to write to a database on a foreign file system.
  public init(
    archive: ArchiveDirectory, database: String?, allowsForeignFileSystem: Bool = false,
    fileSystem: FileSystemLookup = .ofSystem, pause: Pause = .sleeping
  ) {
    self.archive = archive
    self.database = database
    self.allowsForeignFileSystem = allowsForeignFileSystem
    self.fileSystem = fileSystem
    self.pause = pause
  }

  /// Restores the tree of each id. One that fails does not keep the others from coming back.
  ///
  /// - Throws: `PassError`, `ArchiveError`, `SQLiteError` when the archive itself cannot be used.
  public func run(_ ids: [SessionID]) throws -> [Result] {
    guard access(archive.path, F_OK) == 0 || errno != ENOENT else {
      return ids.map {
        Result(id: $0, outcome: .failed(ArchiveError.notArchived(id: $0, directory: archive.path)))
      }
    }
    try archive.make()
    let lock = try PassLock(directory: archive)
    defer { withExtendedLifetime(lock) {} }
    let restorer = Restorer(directory: archive, catalog: try Catalog(directory: archive))
    var results: [Result] = []
    var rootOf: [SessionID: SessionID] = [:]
    for id in ids {
      if let root = rootOf[id] {
        results.append(Result(id: id, outcome: .alongWith(root)))
        continue
      }
      do {
        let path = try database ?? restorer.database(of: id)
        let kind = try requireAllowed(path)
        let report = try DamageLog.$current.withValue(DamageLog()) {
          try restore(id, into: path, restorer)
        }
        for session in report.sessions { rootOf[session] = report.root }
        results.append(
          Result(
            id: id, outcome: .restored(report, logFailure: emptyLog(report.database)),
            foreignFileSystem: kind))
      } catch {
        results.append(Result(id: id, outcome: .failed(error)))
        guard Self.endsAll(error) else { continue }
        return results + ids.dropFirst(results.count).map { Result(id: $0, outcome: .failed(error)) }
      }
    }
    return results
  }

  /// Whether an error is none of the one id: a request to stop, or damage to a database.
  private static func endsAll(_ error: any Error) -> Bool {
    error is Interrupted || (error as? SQLiteError)?.code.meansDamage ?? false
  }

  /// The foreign file system that a database lies on, if that is allowed.
  private func requireAllowed(_ path: String) throws -> ForeignFileSystem? {
    guard let kind = try fileSystem(path) else { return nil }
    guard allowsForeignFileSystem else { throw PassError.foreignFileSystem(path: path, kind) }
    return kind
  }

  private func restore(
    _ id: SessionID, into path: String, _ restorer: Restorer
  ) throws -> RestoreReport {
    let file = DatabaseFile(path: path)
    try file.requireUsable(writing: true)
    let connection = try Connection(path: path, mode: .readWrite)
    let reader = SchemaReader(connection: connection)
    let schema = try reader.read()
    try reader.requireCompletedMigration(schema)
    return try restorer.restore(id, into: connection, schema: schema, dataFolder: file.folder)
  }

  /// All rows went through the log, in one transaction: it must not stay that large.
  private func emptyLog(_ path: String) -> (any Error)? {
    do {
      _ = try GuardedCheckpoint(path: path, pause: pause).run()
      return nil
    } catch {
      return error
    }
  }
}
