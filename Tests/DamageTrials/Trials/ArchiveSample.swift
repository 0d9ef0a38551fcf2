import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport

/// A database from which trees were evicted, and the archive that holds them, as bytes.
struct ArchiveSample {
  /// How an eviction ended.
  enum Ending: CaseIterable {
    /// As it should.
    case complete
    /// By a crash, after the sessions' own rows were deleted and before what hung on them was.
    case crashed
  }

  /// The database.
  let database: Files
  /// The archive's folder.
  let archive: Files
  /// The folder in which all of it was made: archives know the path of their database.
  let folder: TemporaryFolder
  /// The rows of the database as it stands here.
  let evicted: DatabaseDigest
  /// The rows that each tree brings back.
  let trees: [SessionID: DatabaseDigest]

  static func all() throws -> [ArchiveSample] {
    try [SampleDatabase.Generation.v1, .upgraded].flatMap { generation in
      try Ending.allCases.map { try ArchiveSample(generation, $0) }
    }
  }

  private init(_ generation: SampleDatabase.Generation, _ ending: Ending) throws {
    let fixture = try ArchiveFixture(
      SampleDatabase.Options(generation: generation, targetSize: ByteCount(60_000), oddRows: false),
      sql: TreeRows.sql(generation))
    let chosen = try fixture.trees().map(\.id).prefix(4) + [TreeRows.root]
    let archive = try fixture.archive(Array(Set(chosen)))
    let catalog = try Catalog(directory: fixture.directory)
    let tables = generation == .v1 ? ["session"] : ["session", "session_v2"]
    switch ending {
    case .complete:
      for tree in archive.trees { _ = try fixture.evict(ArchiveVerifier(archive).verify(tree)) }
      try catalog.mark(archive.trees.flatMap(\.ids), in: archive.name, as: .evicted)
    case .crashed:
      try catalog.mark(archive.trees.flatMap(\.ids), in: archive.name, as: .evicting)
      for id in archive.trees.flatMap(\.ids) {
        for table in tables {
          try fixture.execute("DELETE FROM \(table) WHERE id = \(id.rawValue.quotedLiteral)")
        }
      }
    }
    try fixture.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder = fixture.folder
    database = [DatabaseDamage.main: try File.bytes(fixture.path)]
    self.archive = [
      archive.name: try File.bytes(archive.path),
      ArchiveDamage.catalog: try File.bytes(fixture.directory.catalogPath),
    ]
    evicted = try fixture.digest()
    var trees: [SessionID: DatabaseDigest] = [:]
    for tree in archive.trees {
      let before = try fixture.digest()
      _ = try fixture.restore(tree.root)
      trees[tree.root] = DatabaseDigest(tables: try fixture.digest().rows(missingIn: before))
    }
    self.trees = trees
  }
}
