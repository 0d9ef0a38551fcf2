internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Looks once more, when its turn has come, whether what was planned may still go: the survey was a while ago, and what
/// was written since would be archived and go with the rest, in the middle of a turn.
final class LastLook {
  private let database: DatabaseFile
  private let connection: Connection
  private let schema: Schema
  private let settings: PassSettings
  private let rows: SessionRows
  /// The trees that stay, by their roots: rows of a session go only when all of its tree is idle.
  private let trees: [SessionID: SessionTree]
  /// The tree that was looked at last; several sessions of it follow each other.
  private var last: (tree: SessionTree, version: DataVersion)?

  /// A look at what a plan says.
  init(_ plan: Plan?, path: String, connection: Connection, schema: Schema, settings: PassSettings) {
    database = DatabaseFile(path: path)
    self.connection = connection
    self.schema = schema
    self.settings = settings
    rows = SessionRows(connection: connection, schema: schema)
    trees = Dictionary(uniqueKeysWithValues: (plan?.kept ?? []).map { ($0.tree.id, $0.tree) })
  }

  /// Whether a tree, or rows of a session, may still go; the caller holds a transaction.
  ///
  /// - Throws: `SQLiteError`.
  func mayGo(_ eviction: Plan.Eviction, _ report: inout PassReport) throws -> Bool {
    let id = eviction.tree.id
    guard try hasAny(of: eviction), try rows.exists(id) == (eviction.content != .orphans) else {
      report.goneMeanwhile += 1
      return false
    }
    if eviction.content == .orphans { return true }
    let planned = trees[eviction.root] ?? eviction.tree
    let tree = try look(at: planned)
    let isAllowed =
      eviction.content.isTrim
      ? settings.policy.allowsTrimming(eviction.content, of: tree, now: settings.now)
      : settings.policy.protection(of: tree, now: settings.now) == nil
    if isAllowed, tree.lastActivity <= planned.lastActivity { return true }
    report.warnings.append(.inUse(tree: id))
    return false
  }

  private func look(at planned: SessionTree) throws -> SessionTree {
    let version = try connection.dataVersion()
    if let last, last.tree.id == planned.id, last.version == version { return last.tree }
    let tree = try Surveyor(connection: connection, schema: schema).look(at: planned, now: settings.now)
    last = (tree, version)
    return tree
  }

  /// Whether there is anything to archive: which rows belong to what is an estimate in a damaged database.
  private func hasAny(of eviction: Plan.Eviction) throws -> Bool {
    guard eviction.content.isTrim else { return true }
    let id = eviction.tree.id
    return try rows.hasRows(eviction.content, of: id)
      || eviction.content == .orphans && SideFile.sessionDiff(of: id, dataFolder: database.folder) != nil
  }
}
