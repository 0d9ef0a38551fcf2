import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import SessionRebuild
import TestSupport

/// Looks, after a fault, whether the database is sound, whether the work can be finished, and whether every row
/// is still there.
struct Examination {
  let stage: Stage
  /// What the database holds after work that nothing disturbed.
  let expectedRows: DatabaseDigest?

  private var machine: Machine { stage.machine }

  /// What is wrong; nothing when all is well. The folder is used up by this.
  ///
  /// - Throws: `SQLiteError`, `File.Failure`.
  ///
  /// - Parameter mayRenewCatalog: whether the catalog may have been set aside.
  func problems(mayRenewCatalog: Bool = false) throws -> [String] {
    do {
      return try damage("after the fault") + next() + leftovers(mayRenewCatalog) + everything()
    } catch {
      return ["\(error)"]
    }
  }

  /// SQLite's opinion, of a copy: the pass that comes next is to find what the fault left.
  private func damage(_ moment: String) throws -> [String] {
    try TemporaryFolder.with { folder in
      for name in ["opencode.db", "opencode.db-wal"]
      where TemporaryFolder.contents(of: machine.dataFolder).contains(name) {
        try File.write(File.bytes(machine.dataFolder + "/" + name), to: folder.file(name))
      }
      return try integrityProblems(folder.file("opencode.db")).damage.map { "\(moment): \($0)" }
    }
  }

  /// The next pass, or the next restore or rebuild of what is not there yet.
  private func next() throws -> [String] {
    if stage.scenario == .rebuilding { return try rebuild() }
    if !stage.scenario.isPass { return try restoreRest() }
    let settings = PassSettings(
      policy: stage.scenario.policy, archive: ArchiveDirectory(path: machine.archive), level: 3,
      stateFolder: machine.file(".local/state/retentiond"), now: SampleDatabase.Options.defaultNow,
      isDryRun: false)
    let report = Pass(path: machine.database, settings: settings, pause: Pause { _ in }).run()
    var problems: [String] = []
    if let failure = report.failure { problems.append("the next pass failed: \(failure)") }
    // What was begun is known from the catalog only.
    let isRenewed = TemporaryFolder.contents(of: machine.archive).contains { $0.contains("damaged") }
    if let expectedRows, !isRenewed, try DatabaseDigest(of: machine.database) != expectedRows {
      problems.append("the next pass left other rows than an undisturbed one")
    }
    return try problems + damage("after the next pass")
  }

  /// Files that nobody needs.
  private func leftovers(_ mayRenewCatalog: Bool) throws -> [String] {
    let image = try FolderImage(of: stage.folder)
    return image.files.keys.sorted().filter { path in
      let name = path.split(separator: "/").last ?? ""
      return name.contains("partial") || name.contains("compact")
        || name.hasSuffix(".new")
        || name.contains("damaged") && !mayRenewCatalog
    }.map { "left over: \($0)" }
  }

  /// Puts everything back and compares it with the original.
  private func everything() throws -> [String] {
    var problems = stage.scenario.isPass ? try restoreRest() : []
    let rows = try DatabaseDigest(of: machine.database)
    let missing = stage.allRows.rows(missingIn: rows).mapValues(\.count)
    let added = rows.rows(missingIn: stage.allRows).mapValues(\.count)
    if !missing.isEmpty { problems.append("rows lost: \(missing)") }
    if !added.isEmpty { problems.append("rows added: \(added)") }
    let files = try FolderImage(of: machine.dataFolder + "/storage").files
    for (name, bytes) in stage.sideFiles.files where files[name] != bytes {
      problems.append("\(name) is \(files[name] == nil ? "lost" : "changed")")
    }
    return try problems + damage("after the restore")
  }

  private func rebuild() throws -> [String] {
    let pass = RebuildPass(
      archive: ArchiveDirectory(path: machine.archive), databases: [machine.database], pause: Pause { _ in })
    do {
      _ = try pass.run(Scenario.lost, to: .database)
    } catch RebuildError.stands {
      // The fault came after the last transaction.
    }
    return try damage("after the next rebuild")
  }

  private func restoreRest() throws -> [String] {
    let standing = Set(try stage.scenario.sessions(in: machine.database))
    let missing = stage.sessions.filter { !standing.contains($0) }
    return try restore(missing, .latest) + restoreRows()
  }

  /// Puts back what went without a session.
  private func restoreRows() throws -> [String] {
    guard stage.scenario.takesRows else { return [] }
    let archive = ArchiveDirectory(path: machine.archive)
    _ = try Catalog(directory: archive)
    var rows: [(id: SessionID, file: String)] = []
    try Connection(path: archive.catalogPath, mode: .readOnly)
      .prepare("SELECT DISTINCT id, file FROM archived_session WHERE content <> 'session'")
      .forEachRow { rows.append((SessionID($0.text(at: 0) ?? ""), $0.text(at: 1) ?? "")) }
    return try rows.flatMap { try restore([$0.id], .file($0.file)) }
  }

  private func restore(_ ids: [SessionID], _ source: RestoreSource) throws -> [String] {
    let archive = ArchiveDirectory(path: machine.archive)
    return try RestorePass(archive: archive, database: nil, source: source, pause: Pause { _ in }).run(ids)
      .compactMap {
        guard case .failed(let error) = $0.outcome else { return nil }
        return "\($0.id.rawValue) cannot be restored: \(error)"
      }
  }
}
