import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// Events go, and nothing else; and they come back.
@Suite struct EventTrimTests {
  @Test(
    "All but the events is as it was, and they come back row for row",
    arguments: SampleDatabase.Generation.allCases)
  func thereAndBack(_ generation: SampleDatabase.Generation) throws {
    let fixture = try TrimFixture(generation)
    let before = try fixture.base.digest()
    let events = try fixture.count("event")
    let report = try fixture.run()
    #expect(report.outcome == .done && report.evicted.isEmpty && report.trimmed.count > 2)
    #expect(report.trimmed.allSatisfy { $0.eviction.content == .events })
    let left = try fixture.count("event")
    #expect(report.trimmed.reduce(0) { $0 + $1.rows } == events - left && left < events / 2)
    let used = [report.usageBefore, report.usageAfter].map { $0?.liveBytes ?? .zero }
    #expect(used[1] < used[0].share(percent: 85))
    #expect(try fixture.content() == before.without("event"))
    #expect(try integrityProblems(fixture.base.path).damage.isEmpty)
    for session in report.trimmed.map(\.eviction.tree.id) {
      do { try fixture.base.restore(session, from: .events) } catch ArchiveError.noEvents {
        // They came back with another session of the tree.
      }
    }
    #expect(try fixture.base.digest() == before)
  }

  @Test("A size limit takes events, and no further than low water, before any session")
  func sizeLimit() throws {
    let fixture = try TrimFixture()
    let sessions = try fixture.count("session")
    let report = try fixture.run {
      $0.eventMaxAge = nil
      $0.maxSize = ByteCount(1_300_000)
    }
    #expect(report.outcome == .done && report.evicted.isEmpty && !report.trimmed.isEmpty)
    #expect(report.usageAfter.map { $0.liveBytes <= ByteCount(1_300_000) } == true)
    #expect(try fixture.count("session") == sessions)
    #expect(try fixture.count("event") > 0)
    let second = try fixture.run {
      $0.eventMaxAge = nil
      $0.maxSize = ByteCount(1_300_000)
    }
    #expect(second.outcome == .nothingToDo)
  }

  @Test("Events that another machine reads stay")
  func remote() throws {
    let fixture = try TrimFixture()
    let ids = try fixture.base.trees().prefix(2).map(\.id.rawValue)
    try fixture.base.execute(
      """
      UPDATE event_sequence SET owner_id = 'me' WHERE aggregate_id = '\(ids[0])';
      UPDATE session SET workspace_id = 'wrk_1' WHERE id = '\(ids[1])'
      """)
    let count = try ids.map { try fixture.count("event", "aggregate_id = '\($0)'") }
    #expect(count.allSatisfy { $0 > 0 })
    let report = try fixture.run()
    #expect(!report.trimmed.isEmpty)
    #expect(try ids.map { try fixture.count("event", "aggregate_id = '\($0)'") } == count)
  }

  @Test("The next event takes the number after the last one, and all of them come back between")
  func numbersGoOn() throws {
    let fixture = try TrimFixture()
    let before = try fixture.base.digest()
    let report = try fixture.run()
    let session = try #require(report.trimmed.first).eviction.tree.id.rawValue
    // As opencode does.
    let append = """
      UPDATE event_sequence SET seq = seq + 1 WHERE aggregate_id = '\(session)';
      INSERT INTO event (id, aggregate_id, seq, type, data)
        SELECT 'evt_new' || seq, aggregate_id, seq, 'session.updated.1', '{}' FROM event_sequence
        WHERE aggregate_id = '\(session)'
      """
    try fixture.base.execute(append)
    #expect(try fixture.count("event", "aggregate_id = '\(session)'") == 1)
    try fixture.base.restore(SessionID(session), from: .events)
    try fixture.base.execute(append)
    let gaps = try fixture.base.integer(
      "SELECT max(seq) - min(seq) + 1 - count(*) FROM event WHERE aggregate_id = '\(session)'")
    let gapsBefore = try fixture.base.integer(
      "SELECT count(*) - count(DISTINCT seq) FROM event WHERE aggregate_id = '\(session)'")
    #expect(gaps == 0 && gapsBefore == 0)
    #expect(try fixture.content().without("event_sequence") == before.without("event", "event_sequence"))
  }

  @Test("What is appended while events go stays")
  func appendedMeanwhile() throws {
    let fixture = try TrimFixture()
    var appended = 0
    let pause = Pause { _ in
      guard appended < 50 else { return }
      appended += 1
      do {
        try fixture.base.execute(
          """
          UPDATE event_sequence SET seq = seq + 1;
          INSERT INTO event (id, aggregate_id, seq, type, data)
            SELECT 'evt_\(appended)_' || aggregate_id, aggregate_id, seq, 'session.updated.1', '{}'
            FROM event_sequence
          """)
      } catch { Issue.record(error) }
    }
    let sequences = try fixture.count("event_sequence")
    let kept = try fixture.run { $0.events = .keep }
    #expect(kept.trimmed.isEmpty)
    let settings = fixture.pass.settings(TrimFixture.policy())
    let report = Pass(path: fixture.base.path, settings: settings, pause: pause).run()
    #expect(report.failure == nil && !report.trimmed.isEmpty)
    #expect(try fixture.count("event", "data = '{}'") == Int64(appended) * sequences)
  }

  @Test("A row that is not what was archived any more stays, and with it all that was archived with it")
  func changedMeanwhile() throws {
    let fixture = try TrimFixture()
    let id = try fixture.base.integer("SELECT rowid FROM event ORDER BY length(data) DESC LIMIT 1")
    let pass = fixture.pass
    let connection = try Connection(path: pass.path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    var session = ""
    try connection.prepare("SELECT aggregate_id FROM event WHERE rowid = \(id)")
      .forEachRow { session = $0.text(at: 0) ?? "" }
    let receipt = try pass.receipt(SessionID(session), .events)
    // As long as before, and with the same beginning.
    try fixture.base.execute(
      "UPDATE event SET data = substr(data, 1, length(data) - 1) || 'x' WHERE rowid = \(id)")
    let before = try fixture.base.digest()
    let trimmer = try Trimmer(
      connection: connection, schema: schema, pacer: LockPacer(pause: Pause { _ in }))
    #expect(try trimmer.trim(receipt, .events) == nil)
    #expect(try fixture.base.digest() == before)
  }

  @Test("The newest copy of each thing may stay")
  func latestStay() throws {
    let fixture = try TrimFixture()
    let newest = """
      SELECT count(*) FROM (SELECT 1 FROM event WHERE type LIKE '%updated%' GROUP BY aggregate_id, type,
        coalesce(json_extract(data, '$.part.id'), CASE type WHEN 'message.updated.1'
          THEN json_extract(data, '$.info.id') END))
      """
    let subjects = try fixture.base.integer(newest)
    let report = try fixture.run { $0.keepLatestEvents = true }
    #expect(!report.trimmed.isEmpty)
    #expect(try fixture.base.integer(newest) == subjects)
    let trimmed = Set(report.trimmed.map(\.eviction.tree.id.rawValue))
    let ids = trimmed.map { "'\($0)'" }.joined(separator: ",")
    // Each thing is there once.
    #expect(
      try fixture.count("event", "aggregate_id IN (\(ids))")
        == fixture.base.integer(
          newest.replacing("GROUP BY", with: "AND aggregate_id IN (\(ids)) GROUP BY")))
    let again = try fixture.run { $0.keepLatestEvents = true }
    #expect(again.trimmed.isEmpty)
  }

  @Test("What hangs on events in a table of a later opencode goes with them and comes back")
  func hangingTable() throws {
    let fixture = try TrimFixture(
      sql: """
        CREATE TABLE event_note (id TEXT PRIMARY KEY, event_id TEXT NOT NULL REFERENCES event (id) ON DELETE CASCADE);
        INSERT INTO event_note SELECT 'note_' || id, id FROM event
        """)
    let before = try fixture.base.digest()
    let report = try fixture.run()
    #expect(!report.trimmed.isEmpty)
    #expect(try fixture.count("pragma_foreign_key_check") == 0)
    #expect(try fixture.count("event_note") == fixture.count("event"))
    for root in Set(report.trimmed.map(\.eviction.root)) { try fixture.base.restore(root, from: .events) }
    #expect(try fixture.base.digest() == before)
    // Which of its rows hang on copies that stay is not looked for.
    #expect(try fixture.run { $0.keepLatestEvents = true }.trimmed.isEmpty)
  }

  @Test("What is appended after the last look is not discarded")
  func appendedBeforeDiscard() throws {
    let fixture = try TrimFixture()
    let connection = try Connection(path: fixture.base.path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    let id = try #require(try fixture.base.trees().first).id
    let seen = try SessionRows(connection: connection, schema: schema).rowids(of: .events, of: id)
    try fixture.base.execute(
      """
      UPDATE event_sequence SET seq = seq + 1 WHERE aggregate_id = '\(id.rawValue)';
      INSERT INTO event (id, aggregate_id, seq, type, data) SELECT 'evt_new', aggregate_id, seq, 'x', '{}'
        FROM event_sequence WHERE aggregate_id = '\(id.rawValue)'
      """)
    let order = try #require(DiscardOrder(.events, of: id, under: Policy(events: .discard), rows: seen))
    let trimmer = try Trimmer(
      connection: connection, schema: schema, pacer: LockPacer(pause: Pause { _ in }))
    #expect(try trimmer.discard(order) == seen["event"]?.count)
    #expect(try fixture.count("event", "aggregate_id = '\(id.rawValue)'") == 1)
  }

  @Test("What is to lie nowhere lies nowhere")
  func discarded() throws {
    let fixture = try TrimFixture()
    let before = try fixture.base.digest()
    let report = try fixture.run { $0.events = .discard }
    #expect(report.outcome == .done && report.trimmed.allSatisfy { $0.archiveFile == nil && $0.rows > 0 })
    #expect(try fixture.pass.archiveFiles().isEmpty)
    #expect(try fixture.content() == before.without("event"))
    #expect(DiscardOrder(.events, of: SessionID("ses_1"), under: Policy(), rows: [:]) == nil)
    #expect(DiscardOrder(.session, of: SessionID("ses_1"), under: Policy(events: .discard), rows: [:]) == nil)
  }

  @Test("A tree that goes after its events comes back with them")
  func treeAfterEvents() throws {
    let fixture = try TrimFixture()
    let before = try fixture.base.digest()
    let trimmed = try fixture.run()
    #expect(!trimmed.trimmed.isEmpty)
    let report = try fixture.pass.run(Policy(maxSessions: 1, minIdle: .hours(1), keepShared: false))
    #expect(report.evicted.count > 3)
    try fixture.pass.restoreAll(report)
    let kept = trimmed.trimmed.map(\.eviction.root).filter { root in
      !report.evicted.contains { $0.tree.id == root }
    }
    for root in Set(kept) { try fixture.base.restore(root, from: .events) }
    #expect(try fixture.base.digest() == before)
  }

  @Test("What a pass that was cut off had taken comes back, and what it had not goes with the next")
  func cutOff() throws {
    let fixture = try TrimFixture()
    let before = try fixture.base.digest()
    let report = try fixture.run()
    let entry = try #require(report.trimmed.first)
    let session = entry.eviction.tree.id.rawValue
    try fixture.base.restore(entry.eviction.tree.id, from: .events)
    // As after a kill in the middle: some rows are gone, and the catalog does not say so.
    try Connection(path: fixture.base.directory.catalogPath, mode: .readWrite).execute(
      "UPDATE archived_session SET state = 'evicting' WHERE content = 'events'")
    try fixture.base.execute(
      "DELETE FROM event WHERE aggregate_id = '\(session)' AND seq % 2 = 0")
    let second = try fixture.run()
    #expect(second.trimmed.contains { $0.eviction.tree.id.rawValue == session })
    for root in Set(report.trimmed.map(\.eviction.root)) { try fixture.base.restore(root, from: .events) }
    #expect(try fixture.base.digest() == before)
  }

  @Test("Rows that are not as they should be are trimmed or left, and harm nothing")
  func oddRows() throws {
    let fixture = try TrimFixture(
      sql: """
        PRAGMA foreign_keys = OFF;
        UPDATE event SET data = 'no JSON' WHERE seq % 7 = 0;
        UPDATE event SET data = x'00ff' WHERE seq % 11 = 0;
        UPDATE event SET data = 12 WHERE seq % 13 = 0;
        INSERT INTO event_sequence VALUES ('ses_none', 5, NULL), ('workspace', 3, NULL);
        INSERT INTO event (id, aggregate_id, seq, type, data) VALUES ('evt_strange', 'workspace', 1, 'x', '{}')
        """)
    let before = try fixture.base.digest()
    let report = try fixture.run()
    #expect(report.strangeAggregates == 1)
    #expect(try fixture.count("event", "id = 'evt_strange'") == 1)
    #expect(try fixture.count("event_sequence", "aggregate_id IN ('ses_none', 'workspace')") == 2)
    for root in Set(report.trimmed.map(\.eviction.root)) { try fixture.base.restore(root, from: .events) }
    #expect(try fixture.base.digest() == before)
  }
}
