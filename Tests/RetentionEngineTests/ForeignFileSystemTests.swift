import Glibc
import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// Databases and archives on file systems that are not this machine's alone, which the look-up only claims.
@Suite struct ForeignFileSystemTests {
  private let policy = Policy(maxAge: .days(30), keepShared: false)
  private let fixture: PassFixture

  init() throws {
    fixture = try PassFixture(SampleDatabase.Options(targetSize: ByteCount(200_000)))
  }

  /// The database lies on a file system, and everything else on a local one.
  private func database(on kind: ForeignFileSystem) -> FileSystemLookup {
    FileSystemLookup { [path = fixture.path] in $0 == path ? kind : nil }
  }

  private func run(_ fileSystem: FileSystemLookup, isAllowed: Bool = false, isDryRun: Bool = false)
    -> PassReport
  {
    var settings = fixture.settings(policy, isDryRun: isDryRun)
    settings.allowsForeignFileSystem = isAllowed
    return Pass(path: fixture.path, settings: settings, fileSystem: fileSystem, pause: Pause { _ in }).run()
  }

  @Test("A database on a foreign file system is only looked at")
  func database() throws {
    let before = try DatabaseDigest(of: fixture.path)
    for kind in ForeignFileSystem.allCases {
      let report = run(database(on: kind))
      #expect(report.failure == nil)
      #expect(report.outcome == .planned)
      #expect(report.heldBackBy == kind)
      #expect(report.databaseWarning == [.init(kind: kind, isAllowed: false)])
      #expect(!report.evicted.isEmpty)
      #expect(report.archiveFiles.isEmpty)
    }
    #expect(try DatabaseDigest(of: fixture.path) == before)
    #expect(access(fixture.archive.path, F_OK) != 0)
  }

  @Test("It is looked at also where it may not be written")
  func readOnlyFile() throws {
    // Root may write to everything: what a pass asks for then is not seen, but its way is the same.
    #expect(chmod(fixture.path, 0o400) == 0)
    #expect(run(database(on: .nfs)).failure == nil)
  }

  @Test("A dry run is a dry run, and says where the database lies")
  func dryRun() {
    let report = run(database(on: .cifs), isDryRun: true)
    #expect(report.heldBackBy == nil)
    #expect(report.databaseWarning == [.init(kind: .cifs, isAllowed: false)])
  }

  @Test("Whoever insists has it worked on, and is warned")
  func allowed() throws {
    let before = try DatabaseDigest(of: fixture.path)
    let report = run(database(on: .fuse), isAllowed: true)
    #expect(report.failure == nil)
    #expect(report.outcome == .done)
    #expect(report.heldBackBy == nil)
    #expect(report.databaseWarning == [.init(kind: .fuse, isAllowed: true)])
    try fixture.restoreAll(report)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("A local database is worked on without a word")
  func local() {
    let report = run(.ofSystem)
    #expect(report.outcome == .done)
    #expect(report.databaseWarning.isEmpty)
    #expect(report.archiveWarning.isEmpty)
  }

  @Test("Where it cannot be found out, nothing is opened")
  func unknown() {
    let error = ReclaimError.system(operation: "statfs", path: fixture.path, code: EIO)
    let report = run(FileSystemLookup { _ in throw error })
    #expect(report.failure as? ReclaimError == error)
    #expect(report.usageBefore == nil)
  }

  @Test("An archive on a foreign file system is written, with a warning")
  func archive() throws {
    let onlyArchive = FileSystemLookup { [path = fixture.archive.path] in $0 == path ? .plan9 : nil }
    let dry = run(onlyArchive, isDryRun: true)
    #expect(dry.archiveWarning == [.plan9])
    let report = run(onlyArchive)
    #expect(report.outcome == .done)
    #expect(report.archiveWarning == [.plan9])
    #expect(report.databaseWarning.isEmpty)
    let again = run(onlyArchive)
    #expect(again.outcome == .nothingToDo)
    #expect(again.archiveWarning.isEmpty)
  }

  @Test("What is archived is not put back into a database on a foreign file system, unless that is allowed")
  func restore() throws {
    let before = try DatabaseDigest(of: fixture.path)
    let report = run(.ofSystem)
    let roots = report.evicted.map(\.tree.id)
    let evicted = try DatabaseDigest(of: fixture.path)
    let nfs = database(on: .nfs)
    let refused = try RestorePass(archive: fixture.archive, database: nil, fileSystem: nfs).run(roots)
    for result in refused {
      guard case .failed(PassError.foreignFileSystem(fixture.path, .nfs)) = result.outcome else {
        Issue.record("\(result.outcome)")
        return
      }
    }
    #expect(try DatabaseDigest(of: fixture.path) == evicted)
    let restored = try RestorePass(
      archive: fixture.archive, database: nil, allowsForeignFileSystem: true, fileSystem: nfs
    ).run(roots)
    #expect(restored.map(\.foreignFileSystem) == roots.map { _ in .nfs })
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }
}

/// What a warning says of the database's place.
private struct DatabaseWarning: Equatable {
  let kind: ForeignFileSystem
  let isAllowed: Bool
}

extension PassReport {
  fileprivate var databaseWarning: [DatabaseWarning] {
    warnings.compactMap {
      if case .foreignFileSystem(let kind, let isAllowed) = $0 {
        DatabaseWarning(kind: kind, isAllowed: isAllowed)
      } else {
        nil
      }
    }
  }

  fileprivate var archiveWarning: [ForeignFileSystem] {
    warnings.compactMap { if case .archiveOnForeignFileSystem(let kind, _) = $0 { kind } else { nil } }
  }
}
