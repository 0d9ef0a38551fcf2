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

    /// What came back; nil when nothing did, or with another id before.
    public var report: RestoreReport? {
      switch outcome {
      case .restored(let report, _): report
      case .partlyRestored(let part): part.report
      case .alongWith, .stood, .failed: nil
      }
    }

    /// What kept its tree, or some of it, from coming back.
    public var failure: (any Error)? {
      switch outcome {
      case .failed(let error): error
      case .partlyRestored(let part): part
      case .restored, .alongWith, .stood: nil
      }
    }
  }

  /// What becomes of an id.
  public enum Outcome {
    /// Its tree is back, but for sessions that stood in the database. What kept the write-ahead log from being
    /// emptied afterwards, if anything did, is no failure of the restore: opencode or the next pass empties it.
    case restored(RestoreReport, logFailure: (any Error)?)
    /// What lies of its tree in one archive file is back, and what lies in another is not.
    case partlyRestored(PartialRestore)
    /// Its tree, of which this is the root, came back just before with another id of it, and it too.
    case alongWith(SessionID)
    /// Its tree, of which this is the root, came back just before with another id of it; it stood in the database,
    /// and was left as it is.
    case stood(SessionID)
    /// Its tree was not put back, and its database is unchanged.
    case failed(any Error)
  }

  private let archive: ArchiveDirectory
  private let database: String?
  private let source: RestoreSource
  private let allowsForeignFileSystem: Bool
  private let fileSystem: FileSystemLookup
  private let pause: Pause

  /// A restore from an archive.
  ///
  /// - Parameters:
  ///   - database: where to put the trees; nil: each into the database that it came from.
  ///   - source: what is taken from the archive.
  ///   - allowsForeignFileSystem: whether to write to a database on a foreign file system.
  public init(
    archive: ArchiveDirectory, database: String?, source: RestoreSource = .latest,
    allowsForeignFileSystem: Bool = false,
    fileSystem: FileSystemLookup = .ofSystem, pause: Pause = .sleeping
  ) {
    self.archive = archive
    self.database = database
    self.source = source
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
    let restorer = Restorer(directory: archive, catalog: try Catalog(directory: archive), source: source)
    var results: [Result] = []
    var settled: [SessionID: Outcome] = [:]
    var sound: Set<String> = []
    for id in ids {
      let result = settled[id].map { Result(id: id, outcome: $0) } ?? restore(id, restorer, &sound)
      results.append(result)
      if let report = result.report {
        for session in report.sessions { settled[session] = .alongWith(report.root) }
        for session in report.standing { settled[session] = .stood(report.root) }
      }
      guard let failure = result.failure, failure.endsAllWork else { continue }
      let cause = (failure as? PartialRestore)?.cause ?? failure
      return results + ids.dropFirst(results.count).map { Result(id: $0, outcome: .failed(cause)) }
    }
    return results
  }

  /// Restores the tree of one id.
  ///
  /// - Parameter sound: the databases that were looked at before the first write to them.
  private func restore(_ id: SessionID, _ restorer: Restorer, _ sound: inout Set<String>) -> Result {
    do {
      let path = try database ?? restorer.database(of: id)
      let kind = try requireAllowed(path)
      let outcome = try DamageLog.$current.withValue(DamageLog()) {
        try restore(id, into: path, restorer, &sound)
      }
      return Result(
        id: id, outcome: kind == nil ? leavingNoLog(outcome, of: path) : outcome, foreignFileSystem: kind)
    } catch {
      return Result(id: id, outcome: .failed(error))
    }
  }

  /// The foreign file system that a database lies on, if that is allowed.
  private func requireAllowed(_ path: String) throws -> ForeignFileSystem? {
    guard let kind = try fileSystem(path) else { return nil }
    guard allowsForeignFileSystem else { throw PassError.foreignFileSystem(path: path, kind) }
    return kind
  }

  private func restore(
    _ id: SessionID, into path: String, _ restorer: Restorer, _ sound: inout Set<String>
  ) throws -> Outcome {
    let file = DatabaseFile(path: path)
    try file.requireUsable(writing: true)
    let lock = try LooseRowsLock.alone(at: path)
    defer { withExtendedLifetime(lock) {} }
    let connection = try Connection(path: path, mode: .readWrite)
    let reader = SchemaReader(connection: connection)
    let schema = try reader.read()
    try reader.requireCompletedMigration(schema)
    if !sound.contains(path) { try DatabaseCheck.requireSound(connection) }
    sound.insert(path)
    let checkpoint = try GuardedCheckpoint(path: path, pause: pause)
    do {
      let report = try restorer.restore(
        id, into: connection, schema: schema, pacer: LockPacer(pause: pause), checkpoint: checkpoint,
        dataFolder: file.folder)
      return .restored(
        report, logFailure: Swift.Result { try finish(report, restorer, checkpoint) }.failure)
    } catch let part as PartialRestore {
      // Whatever keeps the log from being emptied now, there is worse to tell.
      _ = Swift.Result { try finish(part.report, restorer, checkpoint) }
      return .partlyRestored(part)
    }
  }

  /// Removes the log if nobody has the database open. Where other machines may have it open, locks do not tell.
  private func leavingNoLog(_ outcome: Outcome, of path: String) -> Outcome {
    let failure = Swift.Result { try LeftoverLog.remove(of: path) }.failure
    guard let failure, case .restored(let report, nil) = outcome else { return outcome }
    return .restored(report, logFailure: failure)
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
