import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// What opencode 2 has taken over from opencode 1, and what it has not.
@Suite struct MigratedCopyTests {
  @Test("What opencode 2 has taken over goes from the tables of opencode 1, and only that")
  func takenOver() throws {
    let fixture = try UpgradedFixture()
    let before = try fixture.pass.base.digest()
    let copies = try fixture.copies()
    let others = try fixture.integer("SELECT count(*) FROM session") - Int64(copies.count)
    let trimmed = try fixture.trim()
    #expect(trimmed.count == copies.count && copies.count > 10)
    #expect(try fixture.copies().isEmpty)
    #expect(try fixture.integer("SELECT count(*) FROM session") == others)
    let after = try fixture.pass.base.digest()
    for table in ["session_v2", "session_message", "event", "event_sequence", "project"] {
      #expect(after.tables[table] == before.tables[table])
    }
    for trim in trimmed {
      try fixture.pass.base.restore(trim.eviction.tree.id, from: .file(try #require(trim.archiveFile)))
    }
    #expect(try fixture.pass.base.digest() == before)
  }

  /// Each is done to a session, or to one of its messages; both are chosen by a seed.
  private static let losses = [
    "UPDATE session_v2 SET time_updated = time_updated - 1 WHERE id = (SELECT session FROM victim)",
    "UPDATE session SET title = 'another' WHERE id = (SELECT session FROM victim)",
    "DELETE FROM session_v2 WHERE id = (SELECT session FROM victim)",
    "DELETE FROM session_message WHERE id = (SELECT message FROM victim)",
    "UPDATE session_message SET session_id = 'ses_another' WHERE id = (SELECT message FROM victim)",
    "UPDATE session_message SET id = 'msg_another' WHERE id = (SELECT message FROM victim)",
    "UPDATE session_message SET data = '{}' WHERE id = (SELECT message FROM victim)",
    """
    UPDATE session_message SET data = substr(data, 1, length(data) / 2) WHERE id = (SELECT message FROM victim)
    """,
    // opencode 1 went on.
    """
    INSERT INTO message SELECT 'msg_later', session, 9, 9, '{"role":"user"}' FROM victim
    """,
    """
    UPDATE part SET data = json_set(data, '$.text', json_extract(data, '$.text') || ' and more')
      WHERE message_id = (SELECT message FROM victim) AND json_extract(data, '$.type') = 'text'
    """,
    insertPart(#"'{"type":"text","text":"one more"}'"#),
    insertPart(#"'{"type":"reasoning","text":"one more"}'"#),
    insertPart(#"'{"type":"tool","state":{"status":"completed","input":{"path":"/one/more"},"output":""}}'"#),
    insertPart(#"'{"type":"tool","state":{"status":"completed","input":{},"output":"one more"}}'"#),
    insertPart(#"'{"type":"tool","state":{"status":"error","input":{},"error":"one more"}}'"#),
    insertPart(
      #"'{"type":"tool","state":{"status":"completed","input":{},"output":"","attachments":[{"url":"data:,more"}]}}'"#
    ),
    insertPart(#"'{"type":"file","url":"data:image/png;base64,bW9yZQ=="}'"#),
    // Found only as a part of another text, as a key, and in the place of an equal one.
    insertPart(#"'{"type":"text","text":"other"}'"#)
      + """
      ; UPDATE session_message SET data = json_insert(data, '$.more', json_object('another', 'mother, other, so "other"'))
        WHERE id = (SELECT message FROM victim)
      """,
    insertPart(#"'{"type":"text","text":"time"}'"#),
    """
    INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
      SELECT 'prt_twice' || value, message, session, 9, 9, '{"type":"text","text":"the same"}'
      FROM victim, json_each('[1,2]');
    UPDATE session_message SET data = json_insert(data, '$.more', 'the same') WHERE id = (SELECT message FROM victim)
    """,
    // Larger than what is read.
    insertPart(#"'{"type":"text","text":"' || hex(zeroblob(1000000)) || '"}'"#),
    """
    INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
      SELECT 'prt_large' || value, message, session, 9, 9,
        '{"type":"text","text":"' || hex(zeroblob(value * 300000)) || value || '"}'
      FROM victim, json_each('[1,1.5,2]');
    UPDATE session_message SET data = json_insert(data, '$.more', hex(zeroblob(300000)) || '1',
      '$.evenMore', hex(zeroblob(450000)) || '1.5') WHERE id = (SELECT message FROM victim)
    """,
    // Not understood.
    insertPart(#"'{"type":"hologram"}'"#),
    insertPart("'no JSON'"),
    insertPart("x'00ff'"),
  ]

  private static func insertPart(_ data: String) -> String {
    """
    INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
      SELECT 'prt_more', message, session, 9, 9, \(data) FROM victim
    """
  }

  @Test("A copy of which opencode 2 lacks something stays, and only that one", arguments: losses)
  func poorer(_ loss: String) throws {
    for seed in UInt64(1)...3 {
      let fixture = try UpgradedFixture()
      let copies = try fixture.copies()
      let victim = try fixture.harm(loss, seed: seed)
      let before = try fixture.rows(of: victim)
      let trimmed = try fixture.trim()
      #expect(Set(trimmed.map(\.eviction.tree.id.rawValue)) == copies.subtracting([victim]), "seed \(seed)")
      #expect(try fixture.rows(of: victim) == before)
    }
  }

  @Test(
    "What the import gives another form is held",
    arguments: [
      // A summary goes into the row of the compaction.
      """
      UPDATE session_message SET type = 'compaction', data = '{"summary":"What was done"}'
        WHERE id = (SELECT message FROM victim);
      DELETE FROM part WHERE message_id = (SELECT message FROM victim);
      \(insertPart(#"'{"type":"compaction","auto":true}'"#));
      INSERT INTO message SELECT 'msg_summary', session, 9, 9,
        json_object('role', 'assistant', 'summary', json('true'), 'parentID', message) FROM victim;
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
        SELECT 'prt_summary', 'msg_summary', session, 9, 9, '{"type":"text","text":"What was done"}' FROM victim
        UNION ALL SELECT 'prt_thoughts', 'msg_summary', session, 9, 9, '{"type":"reasoning","text":"Hm"}' FROM victim
      """,
      // What opencode itself put into a question stands in a row of its own.
      """
      \(insertPart(#"'{"type":"text","synthetic":true,"text":"Called \"read\"\nwith ü"}'"#));
      INSERT INTO session_message (id, session_id, type, seq, time_created, time_updated, data)
        SELECT 'msg_synthetic', session, 'synthetic', 9999, message.time_created, 9,
          json_object('text', 'Called "read"' || char(10) || 'with ü')
        FROM victim JOIN message ON message.id = victim.message
      """,
      // Cleared, not shown, or not there before either.
      insertPart(
        #"'{"type":"tool","state":{"status":"completed","input":{},"output":"old","time":{"compacted":1}}}'"#)
          + """
          ; UPDATE session_message SET data = json_insert(data, '$.more', json('{"input":{},"content":"cleared"}'))
            WHERE id = (SELECT message FROM victim)
          """,
      insertPart(#"'{"type":"text","ignored":true,"text":"not shown"}'"#),
      insertPart(#"'{"type":"file","url":"file:///tmp/notes.txt"}'"#),
      insertPart(#"'{"type":"subtask","prompt":"Look for it"}'"#),
      // Two texts become one, in whatever order.
      """
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
        SELECT 'prt_a' || key, message, session, 9, 9, json_object('type', 'text', 'text', value)
        FROM victim, json_each('["the second", "the first", "", "the first"]');
      UPDATE session_message SET data = json_insert(data, '$.more',
        'the first' || char(10, 10) || 'the second' || char(10, 10) || 'the first')
        WHERE id = (SELECT message FROM victim)
      """,
      // Larger than what is read.
      """
      \(insertPart(#"'{"type":"text","text":"' || hex(zeroblob(1000000)) || '"}'"#));
      UPDATE session_message SET data = json_insert(data, '$.more', hex(zeroblob(1000000)))
        WHERE id = (SELECT message FROM victim)
      """,
      """
      UPDATE session_message SET data = json_insert(data, '$.more', hex(zeroblob(3000000)))
        WHERE id = (SELECT message FROM victim)
      """,
    ])
  func otherForm(_ change: String) throws {
    let fixture = try UpgradedFixture()
    let copies = try fixture.copies()
    _ = try fixture.harm(change, seed: 1)
    #expect(Set(try fixture.trim().map(\.eviction.tree.id.rawValue)) == copies)
  }

  @Test("Copies stay on which rows of other tables hang")
  func dependents() throws {
    let fixture = try UpgradedFixture()
    let copies = try fixture.copies()
    let victim = try fixture.harm(
      "INSERT INTO session_share SELECT session, 'share', 'secret', 'https://opncd.ai/s/1', 9, 9 FROM victim",
      seed: 1)
    #expect(Set(try fixture.trim().map(\.eviction.tree.id.rawValue)) == copies.subtracting([victim]))
    #expect(try fixture.integer("SELECT count(*) FROM pragma_foreign_key_check") == 0)
  }

  @Test("A part without a message goes with the copies, once")
  func strayPart() throws {
    let fixture = try UpgradedFixture()
    let copies = try fixture.copies()
    let victim = try fixture.harm(
      """
      INSERT INTO part (id, message_id, session_id, time_created, time_updated, data)
        SELECT 'prt_stray', 'msg_none', session, 9, 9, '{"type":"text","text":"stray"}' FROM victim
      """, seed: 1)
    let before = try fixture.pass.base.digest()
    let report = try fixture.pass.run(Policy(maxSize: ByteCount(1), minIdle: .hours(1), events: .keep))
    #expect(report.outcome == .done)
    #expect(
      report.trimmed.filter { $0.eviction.tree.id.rawValue == victim }.map(\.eviction.content) == [
        .migratedCopies
      ])
    #expect(report.trimmed.count == copies.count)
    try fixture.pass.restoreAll(report)
    #expect(try fixture.pass.base.digest() == before)
  }

  @Test("They come back also when opencode 2 no longer has the session")
  func sessionDeletedMeanwhile() throws {
    let fixture = try UpgradedFixture()
    let id = try #require(try fixture.copies().min())
    let before = try fixture.rows(of: id)
    let trim = try #require(try fixture.trim().first { $0.eviction.tree.id.rawValue == id })
    try fixture.pass.base.execute("PRAGMA foreign_keys = ON; DELETE FROM session_v2 WHERE id = '\(id)'")
    try fixture.pass.base.restore(SessionID(id), from: .file(try #require(trim.archiveFile)))
    #expect(try fixture.rows(of: id) == before && before["message"] != 0)
  }

  @Test("Where somebody uses opencode 1 beside opencode 2, all copies stay")
  func stillInUse() throws {
    let yesterday = SampleDatabase.Options.defaultNow - .days(1)
    let fixture = try UpgradedFixture(
      "UPDATE session SET time_updated = \(yesterday.milliseconds) WHERE id NOT IN (SELECT id FROM session_v2)"
    )
    #expect(try fixture.trim().isEmpty)
  }

  @Test("As long as the size is met no copy goes")
  func sizeIsMet() throws {
    let fixture = try UpgradedFixture()
    #expect(try fixture.trim(maxSize: .mebibytes(100)).isEmpty)
  }

  @Test("A migration that begins after the archive was written keeps the copies where they are")
  func migrationBegins() throws {
    let fixture = try UpgradedFixture()
    let id = try #require(try fixture.copies().min())
    let receipt = try fixture.pass.receipt(SessionID(id), .migratedCopies)
    let connection = try Connection(path: fixture.pass.path, mode: .readWrite)
    let schema = try SchemaReader(connection: connection).read()
    let trimmer = try Trimmer(
      connection: connection, schema: schema, pacer: LockPacer(pause: Pause { _ in }))
    func setPhase(_ phase: String) throws {
      try fixture.pass.base.execute(
        "UPDATE kv SET value = '{\"phase\":\"\(phase)\"}' WHERE key = 'migration.v1-v2'")
    }
    try setPhase("sessions")
    #expect(try trimmer.trim(receipt, .migratedCopies) == 0)
    try setPhase("completed")
    #expect(try trimmer.trim(receipt, .migratedCopies) == receipt.rowCount)
  }
}

/// A database as the import leaves it: opencode 2 has of most sessions all that opencode 1 has. All are published, so
/// that no session may go, and nobody has used opencode 1 for two months.
private struct UpgradedFixture {
  let pass: PassFixture

  init(_ change: String = "") throws {
    pass = try PassFixture(.init(generation: .upgraded, targetSize: ByteCount(1_500_000), oddRows: false))
    try pass.base.execute(
      """
      UPDATE session SET share_url = 'https://opncd.ai/s/1',
        time_created = time_created - 5184000000, time_updated = time_updated - 5184000000;
      UPDATE session_v2 SET share_url = 'https://opncd.ai/s/1',
        time_created = time_created - 5184000000, time_updated = time_updated - 5184000000;
      \(change)
      """)
  }

  func integer(_ sql: String) throws -> Int64 { try pass.base.integer(sql) }

  /// The sessions that stand in the tables of both.
  func copies() throws -> Set<String> {
    Set(try texts("SELECT id FROM session WHERE id IN (SELECT id FROM session_v2)"))
  }

  /// Does something to a session, and says which it was.
  func harm(_ sql: String, seed: UInt64) throws -> String {
    var generator = SplitMix64(seed: seed)
    let victim = try #require(try copies().sorted().randomElement(using: &generator))
    let messages = try texts("SELECT id FROM session_message WHERE session_id = '\(victim)' ORDER BY seq")
    let message = try #require(messages.randomElement(using: &generator))
    try pass.base.execute(
      """
      PRAGMA foreign_keys = OFF;
      CREATE TEMP TABLE victim AS SELECT '\(victim)' AS session, '\(message)' AS message;
      \(sql)
      """)
    return victim
  }

  /// What opencode 1 has of a session, in no order.
  func rows(of session: String) throws -> [String: Int64] {
    var counts: [String: Int64] = [:]
    for (table, column) in [
      ("session", "id"), ("message", "session_id"), ("part", "session_id"), ("todo", "session_id"),
    ] {
      counts[table] = try integer("SELECT count(*) FROM \(table) WHERE \(column) = '\(session)'")
    }
    return counts
  }

  /// Runs a pass that lets copies go, and nothing else.
  func trim(maxSize: ByteCount = ByteCount(1)) throws -> [PassReport.Trimmed] {
    let report = try pass.run(
      Policy(maxSize: maxSize, minIdle: .hours(1), orphans: .keep, events: .keep))
    #expect(report.evicted.isEmpty)
    #expect(report.trimmed.allSatisfy { $0.eviction.content == .migratedCopies })
    return report.trimmed
  }

  private func texts(_ sql: String) throws -> [String] {
    var texts: [String] = []
    try Connection(path: pass.path, mode: .readOnly).prepare(sql).forEachRow { row in
      if let text = row.text(at: 0) { texts.append(text) }
    }
    return texts
  }
}
