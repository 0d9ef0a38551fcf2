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
    var sound: Set<String> = []
    for id in ids {
      if let root = rootOf[id] {
        results.append(Result(id: id, outcome: .alongWith(root)))
        continue
      }
      do {
        let path = try database ?? restorer.database(of: id)
        let kind = try requireAllowed(path)
        let outcome = try DamageLog.$current.withValue(DamageLog()) {
          try restore(id, into: path, restorer, &sound)
        }
        for session in outcome.report.sessions { rootOf[session] = outcome.report.root }
        results.append(
          Result(
            id: id, outcome: .restored(outcome.report, logFailure: outcome.logFailure),
            foreignFileSystem: kind))
      } catch {
        results.append(Result(id: id, outcome: .failed(error)))
        guard error.endsAllWork else { continue }
        return results + ids.dropFirst(results.count).map { Result(id: $0, outcome: .failed(error)) }
      }
    }
    return results
  }

  /// The foreign file system that a database lies on, if that is allowed.
  private func requireAllowed(_ path: String) throws -> ForeignFileSystem? {
    guard let kind = try fileSystem(path) else { return nil }
    guard allowsForeignFileSystem else { throw PassError.foreignFileSystem(path: path, kind) }
    return kind
  }

  /// Restores one tree.
  ///
  /// - Parameter sound: the databases that were looked at before the first write to them.
  private func restore(
    _ id: SessionID, into path: String, _ restorer: Restorer, _ sound: inout Set<String>
  ) throws -> (report: RestoreReport, logFailure: (any Error)?) {
    let file = DatabaseFile(path: path)
    try file.requireUsable(writing: true)
    let connection = try Connection(path: path, mode: .readWrite)
    let reader = SchemaReader(connection: connection)
    let schema = try reader.read()
    try reader.requireCompletedMigration(schema)
    if !sound.contains(path) { try DatabaseCheck.requireSound(connection) }
    sound.insert(path)
    let checkpoint = try GuardedCheckpoint(path: path, pause: pause)
    let report = try restorer.restore(
      id, into: connection, schema: schema, pacer: LockPacer(pause: pause), checkpoint: checkpoint,
      dataFolder: file.folder)
    return (report, Swift.Result { try finish(report, restorer, checkpoint) }.failure)
  }

  /// Empties the log, through which all rows went: it must not stay large. That syncs it, too, so that the restore
  /// is on the disk; where it cannot be done, the next pass notes it.
  private func finish(_ report: RestoreReport, _ restorer: Restorer, _ checkpoint: GuardedCheckpoint) throws {
    switch try checkpoint.run().outcome {
    case .truncated, .notInWALMode: try restorer.confirm(report)
    case .pinnedByReader, .busy: break
    }
  }
}

extension Result where Success == Void {
  /// What went wrong.
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
