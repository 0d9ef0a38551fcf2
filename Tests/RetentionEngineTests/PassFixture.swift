import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport

/// A sample database in a folder of its own, and passes over it.
struct PassFixture {
  let folder: TemporaryFolder
  let path: String
  let summary: SampleDatabase.Summary
  let options: SampleDatabase.Options

  init(_ options: SampleDatabase.Options) throws {
    folder = try TemporaryFolder()
    path = folder.file("opencode.db")
    self.options = options
    summary = try SampleDatabase.make(at: path, options: options)
  }

  var archive: ArchiveDirectory { ArchiveDirectory(path: folder.file("archive")) }

  func settings(_ policy: Policy, isDryRun: Bool = false) -> PassSettings {
    PassSettings(
      policy: policy, archive: archive, level: 3, stateFolder: folder.file("state"), now: options.now,
      isDryRun: isDryRun)
  }

  /// Runs a pass; a failure of the pass fails the test.
  func run(_ policy: Policy, isDryRun: Bool = false) throws -> PassReport {
    let report = Pass(path: path, settings: settings(policy, isDryRun: isDryRun), pause: Pause { _ in }).run()
    if let failure = report.failure { throw failure }
    return report
  }

  /// Puts every tree of a report back.
  func restoreAll(_ report: PassReport) throws {
    let catalog = try Catalog(directory: archive)
    let restorer = Restorer(directory: archive, catalog: catalog)
    for evicted in report.evicted {
      let connection = try Connection(path: path, mode: .readWrite)
      let schema = try SchemaReader(connection: connection).read()
      _ = try restorer.restore(evicted.tree.id, into: connection, schema: schema, dataFolder: folder.path)
    }
  }
}
