import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import SessionRebuild
import TestSupport

/// A sample database of which one session has the events that opencode would have written.
struct RebuildFixture {
  let base: ArchiveFixture
  let session: SessionID

  /// - Parameter session: the session; nil: the oldest ordinary one.
  init(seed: UInt64 = 1, options: SampleDatabase.Options? = nil, session: SessionID? = nil) throws {
    var options = options ?? .init(targetSize: ByteCount(400_000), oddRows: false)
    options.seed = seed
    base = try ArchiveFixture(options)
    try base.directory.make()
    self.session = try session ?? base.trees()[0].id
    try EventHistory(of: self.session, in: base.path, seed: seed).write(of: self.session, to: base.path)
  }

  var path: String { base.path }

  func rows() throws -> [[String]] { try EventHistory.rows(of: session, in: path) }
  func loseRows() throws { try EventHistory.loseRows(of: session, in: path) }

  func rebuilder() throws -> Rebuilder {
    try Rebuilder(of: session, directory: base.directory, catalog: Catalog(directory: base.directory))
  }

  /// Rebuilds into a database.
  func rebuild(
    into other: String? = nil, pacer: LockPacer? = nil, interruption: Interruption = Interruption()
  ) throws -> RebuildReport {
    try Interruption.$current.withValue(interruption) {
      let connection = try Connection(path: other ?? path, mode: .readWrite)
      let schema = try SchemaReader(connection: connection).read()
      return try rebuilder().rebuild(
        into: connection, schema: schema, pacer: pacer ?? LockPacer(pause: Pause { _ in }),
        checkpoint: GuardedCheckpoint(path: other ?? path, pause: Pause { _ in }))
    }
  }

  /// Exports into a file of the folder, and returns its path.
  func export(_ name: String = "export.json", withDatabase: Bool = true) throws -> (
    path: String, report: RebuildReport
  ) {
    let file = base.folder.file(name)
    guard withDatabase else { return (file, try rebuilder().export(to: file, from: nil)) }
    let connection = try Connection(path: path, mode: .readOnly)
    let schema = try SchemaReader(connection: connection).read()
    return (file, try rebuilder().export(to: file, from: (connection, schema)))
  }

  /// Puts other events in the place of the session's.
  func write(_ events: [EventHistory.Event]) throws {
    var history = EventHistory()
    for event in events { history.add(event) }
    try history.write(of: session, to: path)
  }
}

extension RebuildFixture {
  /// Archives what stands of a session whose own row is gone: its events. Returns the file's name.
  func archiveEvents() throws -> String {
    let catalog = try Catalog(directory: base.directory)
    let writer = try ArchiveWriter(directory: base.directory, at: base.now, level: 3)
    let connection = try Connection(path: path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    let moment = base.now
    let header = ElementHeader(
      session: SurveyedSession(
        id: session, created: moment, lastActivity: moment, bytes: .zero),
      root: session, generation: .v1, archived: moment, database: path)
    try connection.transaction(.deferred) {
      try writer.append(
        [header], rows: SessionRows(connection: connection, schema: schema), dataFolder: base.folder.path)
    }
    let archive = try writer.finish()
    try catalog.record(archive)
    return archive.name
  }
}
