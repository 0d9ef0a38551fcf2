import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport

/// A sample database in a folder of its own, and passes over it.
struct PassFixture {
  let base: ArchiveFixture
  let now: Timestamp

  init(_ options: SampleDatabase.Options) throws {
    base = try ArchiveFixture(options)
    now = options.now
  }

  var folder: TemporaryFolder { base.folder }
  var path: String { base.path }
  var archive: ArchiveDirectory { base.directory }

  func settings(_ policy: Policy, isDryRun: Bool = false) -> PassSettings {
    PassSettings(
      policy: policy, archive: archive, level: 3, stateFolder: folder.file("state"), now: now,
      isDryRun: isDryRun)
  }

  /// Runs a pass; a failure of the pass fails the test.
  func run(_ policy: Policy, isDryRun: Bool = false) throws -> PassReport {
    let report = Pass(path: path, settings: settings(policy, isDryRun: isDryRun), pause: Pause { _ in }).run()
    if let failure = report.failure { throw failure }
    return report
  }

  /// The complete archive files, by name.
  func archiveFiles() throws -> [String] {
    TemporaryFolder.contents(of: archive.path).filter { $0.hasSuffix(".zst") }
  }

  /// Puts every tree of a report back, and the rows that went alone.
  func restoreAll(_ report: PassReport) throws {
    try restore(report.evicted.map(\.tree.id))
    for trim in report.trimmed {
      guard let file = trim.archiveFile else { continue }
      try base.restore(trim.eviction.tree.id, from: .file(file))
    }
  }

  /// Puts trees back, one after the other.
  func restore(_ roots: [SessionID]) throws {
    for root in roots { try base.restore(root) }
  }

  /// Leaves what a crash leaves: an archive, trees marked as being evicted, and their sessions gone or not.
  ///
  /// - Returns: the roots of the trees.
  func crash(sessionsAreGone: Bool) throws -> [SessionID] {
    let archived = try base.archive()
    try Catalog(directory: archive).mark(archived.trees.flatMap(\.ids), in: archived.name, as: .evicting)
    if sessionsAreGone { try base.execute("DELETE FROM session") }
    return archived.trees.map(\.root)
  }
}
