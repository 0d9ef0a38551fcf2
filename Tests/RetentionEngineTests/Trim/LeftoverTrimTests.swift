import Glibc
import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

@testable import RetentionEngine

/// What hangs on nothing.
@Suite struct LeftoverTrimTests {
  /// Small enough for everything that may go to go, and no session.
  private func clean(_ fixture: PassFixture, _ change: (inout Policy) -> Void = { _ in }) throws -> PassReport
  {
    var policy = Policy(maxSize: ByteCount(1), minIdle: .hours(1), keepShared: true, events: .keep)
    change(&policy)
    return try fixture.run(policy)
  }

  /// All sessions are published, so that none can go.
  private static let pinned = "UPDATE session SET share_url = 'https://opncd.ai/s/1'"

  @Test("Rows and files of sessions that do not exist go into the archive, and can come back")
  func orphans() throws {
    let fixture = try PassFixture(.init(targetSize: ByteCount(600_000), oddRows: false, sideFiles: true))
    let trees = try fixture.base.trees()
    let lost = try #require(trees.first).sessions.map(\.id)
    let ids = lost.map { "'\($0.rawValue)'" }.joined(separator: ",")
    try fixture.base.execute(
      "PRAGMA foreign_keys = OFF; DELETE FROM session WHERE id IN (\(ids)); \(Self.pinned)")
    let before = try fixture.base.digest()
    let sideFiles = fixture.sideFiles
    let report = try clean(fixture)
    let trimmed = report.trimmed.map(\.eviction)
    #expect(trimmed.allSatisfy { $0.content == .orphans })
    #expect(Set(trimmed.map(\.tree.id)) == Set(lost))
    #expect(report.evicted.isEmpty)
    for table in ["message", "part", "todo", "event_sequence", "event", "session_share"] {
      let column = table.hasPrefix("event") ? "aggregate_id" : "session_id"
      #expect(try fixture.base.integer("SELECT count(*) FROM \(table) WHERE \(column) IN (\(ids))") == 0)
    }
    #expect(fixture.sideFiles.count < sideFiles.count)
    let file = try #require(report.trimmed.first?.archiveFile)
    for id in lost { try fixture.base.restore(id, from: .file(file)) }
    #expect(try fixture.base.digest() == before)
    #expect(fixture.sideFiles == sideFiles)
    #expect(try clean(fixture, { $0.orphans = .keep }).trimmed.isEmpty)
  }

  @Test(
    "Rows of a session that is kept by name, of which another machine reads the events, or that nobody can name, stay",
    arguments: [
      ("", ["ses_lost"]),
      ("UPDATE event_sequence SET owner_id = 'me' WHERE aggregate_id = 'ses_lost'", []),
      (
        """
        UPDATE event SET aggregate_id = 'ses_' || char(0) WHERE aggregate_id = 'ses_lost';
        UPDATE event_sequence SET aggregate_id = 'ses_' || char(0) WHERE aggregate_id = 'ses_lost'
        """, []
      ),
    ] as [(String, [String])])
  func orphansThatStay(_ change: String, keep: [String]) throws {
    let fixture = try PassFixture(.init(targetSize: ByteCount(300_000), oddRows: false))
    try fixture.base.execute(
      """
      PRAGMA foreign_keys = OFF; \(Self.pinned);
      INSERT INTO event_sequence VALUES ('ses_lost', 1, NULL);
      INSERT INTO event (id, aggregate_id, seq, type, data) VALUES ('evt_lost', 'ses_lost', 1, 'x', '{}');
      \(change)
      """)
    let before = try fixture.base.digest()
    #expect(try clean(fixture, { $0.keep = Set(keep.map { SessionID($0) }) }).trimmed.isEmpty)
    #expect(try fixture.base.digest() == before)
  }

  @Test(
    "While sessions are put back no pass works, and the other way round; passes that evict work side by side")
  func looseRows() throws {
    let fixture = try PassFixture(.init(targetSize: ByteCount(600_000), oddRows: false))
    let lost = try #require(try fixture.base.trees().first).id.rawValue
    try fixture.base.execute(
      "PRAGMA foreign_keys = OFF; DELETE FROM session WHERE id = '\(lost)'; \(Self.pinned)")
    let busy = PassError.looseRows(folder: fixture.folder.path)
    do {
      let lock = try #require(try LooseRowsLock.alone(at: fixture.path))
      #expect(throws: busy) { try clean(fixture) }
      #expect(throws: busy) { try LooseRowsLock.alone(at: fixture.path) }
      // Another pass evicts: what hangs on nothing may be what it is at.
      lock.share()
      #expect(throws: busy) { try LooseRowsLock.alone(at: fixture.path) }
      let report = try clean(fixture)
      #expect(report.trimmed.isEmpty && report.left.orphans == 1)
    }
    #expect(try !clean(fixture).trimmed.isEmpty)
  }

  @Test("Without a look at the folder nothing is taken to be alone there")
  func noFolder() throws {
    let folder = try TemporaryFolder().file("gone")
    #expect(throws: PassError.file(path: folder, operation: "open", code: ENOENT)) {
      try LooseRowsLock.alone(at: folder + "/opencode.db")
    }
  }

  @Test("A session that comes back while its rows wait to go keeps them")
  func sessionComesBack() throws {
    let fixture = try PassFixture(.init(targetSize: ByteCount(600_000), oddRows: false))
    let id = try #require(try fixture.base.trees().first { $0.sessions.count == 1 }).id.rawValue
    try fixture.base.execute(
      """
      PRAGMA foreign_keys = OFF; \(Self.pinned); CREATE TABLE kept AS SELECT * FROM session WHERE id = '\(id)';
      DELETE FROM session WHERE id = '\(id)'
      """)
    let before = try fixture.base.digest()
    let archived = try fixture.base.archive([], at: nil)
    #expect(archived.trees.isEmpty)
    let receipt = try fixture.receipt(SessionID(id), .orphans)
    try fixture.base.execute("INSERT INTO session SELECT * FROM kept")
    let connection = try Connection(path: fixture.path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    let trimmer = try Trimmer(
      connection: connection, schema: schema, pacer: LockPacer(pause: Pause { _ in }))
    #expect(try trimmer.trim(receipt, .orphans) == 0)
    try fixture.base.execute("DELETE FROM session WHERE id = '\(id)'")
    #expect(try fixture.base.digest() == before)
    #expect(try trimmer.trim(receipt, .orphans) == receipt.rowCount && receipt.rowCount > 0)
  }

  @Test("A file of a session that does not exist goes, too, where no other database may have the session")
  func orphanedFile() throws {
    let fixture = try PassFixture(.init(targetSize: ByteCount(600_000), oddRows: false, sideFiles: true))
    try fixture.base.execute(Self.pinned)
    let lost = "ses_lost.json"
    let path = fixture.folder.path + "/storage/session_diff/" + lost
    try File.write("[]", to: path)
    // It was not written a moment ago.
    var times = [timeval(tv_sec: 1_000, tv_usec: 0), timeval(tv_sec: 1_000, tv_usec: 0)]
    #expect(utimes(path, &times) == 0)
    let before = fixture.sideFiles
    // Written later than anything that is known here: by an opencode whose database lies elsewhere.
    let other = fixture.folder.path + "/storage/session_diff/ses_other.json"
    try File.write("[]", to: other)
    #expect(try clean(fixture).trimmed.isEmpty)
    #expect(unlink(other) == 0)
    try File.write("", to: fixture.folder.file("opencode-dev.db"))
    #expect(try clean(fixture).trimmed.isEmpty)
    #expect(unlink(fixture.folder.file("opencode-dev.db")) == 0)
    let report = try clean(fixture)
    #expect(report.trimmed.map(\.eviction.tree.id.rawValue) == ["ses_lost"])
    #expect(fixture.sideFiles == before.filter { $0 != lost })
    let file = try #require(report.trimmed.first?.archiveFile)
    try fixture.base.restore(SessionID("ses_lost"), from: .file(file))
    #expect(fixture.sideFiles == before)
    #expect(try File.text(path) == "[]")
  }

  @Test("Parts without a message go, and the others stay")
  func strayParts() throws {
    let fixture = try PassFixture(.init(targetSize: ByteCount(600_000), oddRows: false))
    try fixture.base.execute(
      """
      PRAGMA foreign_keys = OFF; \(Self.pinned);
      DELETE FROM message WHERE id IN (SELECT message_id FROM part GROUP BY message_id ORDER BY count(*) DESC LIMIT 3)
      """)
    let before = try fixture.base.digest()
    let strays = "SELECT count(*) FROM part WHERE message_id NOT IN (SELECT id FROM message)"
    let count = try fixture.base.integer(strays)
    #expect(count > 0)
    let report = try clean(fixture)
    #expect(report.trimmed.allSatisfy { $0.eviction.content == .strayParts })
    #expect(report.trimmed.reduce(0) { $0 + $1.rows } == count)
    #expect(try fixture.base.integer(strays) == 0)
    #expect(try fixture.base.digest().without("part") == before.without("part"))
    for trim in report.trimmed {
      try fixture.base.restore(trim.eviction.tree.id, from: .file(try #require(trim.archiveFile)))
    }
    #expect(try fixture.base.digest() == before)
  }
}

extension PassFixture {
  /// The side files by name.
  fileprivate var sideFiles: [String] {
    TemporaryFolder.contents(of: folder.path + "/storage/session_diff").sorted()
  }

  /// Archives rows of a session and reads them back.
  func receipt(_ id: SessionID, _ content: Content) throws -> Receipt {
    try archive.make()
    let connection = try Connection(path: path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    let rows = SessionRows(connection: connection, schema: schema)
    let session = SurveyedSession(id: id, created: now, lastActivity: now, bytes: .zero)
    let header = ElementHeader(
      session: session, root: id, content: content, generation: schema.generation, archived: now,
      database: path)
    let writer = try ArchiveWriter(directory: archive, at: now, level: 3)
    try connection.transaction(.deferred) {
      try writer.append([header], rows: rows, dataFolder: nil)
    }
    let written = try writer.finish()
    return try ArchiveVerifier(written).verify(written.trees[0])
  }
}
