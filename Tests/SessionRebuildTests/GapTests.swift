import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import SessionRebuild

/// What is missing is said, and made up for where that can be.
@Suite struct GapTests {
  private static let id = SessionID("ses_gap")

  private static func message(_ id: String, _ data: String) -> EventHistory.Event {
    EventHistory.message(id, of: Self.id, data)
  }

  private static func part(_ id: String, of message: String, _ data: String, time: Int64 = 7)
    -> EventHistory.Event
  {
    EventHistory.part(id, of: message, Self.id, data, time: time)
  }

  private func fixture(_ events: [EventHistory.Event]) throws -> RebuildFixture {
    let fixture = try RebuildFixture(session: Self.id)
    try fixture.write(events)
    return fixture
  }

  /// A column of the session's row, as text.
  private func column(_ name: String, _ fixture: RebuildFixture) throws -> String? {
    var value: String?
    try Connection(path: fixture.path, mode: .readOnly)
      .prepare("SELECT CAST(\(name) AS TEXT) FROM session WHERE id = 'ses_gap'")
      .forEachRow { value = $0.text(at: 0) }
    return value
  }

  @Test func withoutACopyOfTheSessionItsRowIsMadeFromTheRest() throws {
    let fixture = try fixture([
      Self.message("msg_1", #"{"role":"user","time":{"created":1000}}"#),
      Self.part("prt_1", of: "msg_1", #"{"type":"text","text":"How does \"it\" work?\nTell me."}"#),
      Self.message(
        "msg_2",
        #"{"role":"assistant","time":{"created":2000,"completed":3000},"path":{"cwd":"/home/dev/src/harbor/lib"}}"#
      ),
    ])
    let report = try fixture.rebuild()
    #expect(report.sessionCopies == 0)
    #expect(
      report.guessed == [
        "slug", "project_id", "directory", "title", "version", "time_created", "time_updated",
      ])
    #expect(try column("title", fixture) == #"How does "it" work?"#)
    #expect(try column("directory", fixture) == "/home/dev/src/harbor/lib")
    // The project in whose folder it ran.
    #expect(try column("project_id", fixture) == "4b0ea68d7af9a6031a7ffda7ad66e0cb83315750")
    #expect(try column("time_created || ' ' || time_updated", fixture) == "1000 3000")
  }

  @Test func theTitleIsTheFirstLineOfAQuestionThatSaysSomething() throws {
    let fixture = try fixture([
      Self.part("prt_4", of: "msg_2", #"{"type":"text","text":"\n\n Second?"}"#),
      Self.part("prt_5", of: "msg_2", #"{"type":"text","text":"Third?"}"#),
      Self.message("msg_2", #"{"role":"user","time":{"created":2000}}"#),
      Self.message("msg_1", #"{"role":"user","time":{"created":1000}}"#),
      Self.part("prt_1", of: "msg_1", #"{"type":"text","text":"\n"}"#),
      Self.part("prt_2", of: "msg_1", #"{"type":"file","text":"no question"}"#),
      Self.part("prt_3", of: "msg_1", #"{"type":"text"}"#),
      Self.message("msg_0", #"{"role":"assistant","time":{"created":500}}"#),
      Self.part("prt_0", of: "msg_0", #"{"type":"text","text":"An answer."}"#),
    ])
    #expect(try fixture.rebuild().title == " Second?")
  }

  @Test func aCopyWhoseIDStandsInItTwiceIsNotTaken() throws {
    let older = #"{"role":"user","n":1}"#
    // So long that the second one is not in what is read first.
    let long = String(repeating: "x", count: 1_000)
    let fixture = try fixture([
      Self.message("msg_1", older), Self.message("msg_2", "{}"),
      Self.message("msg_1", #"{"text":"\#(long)","id":"msg_2"}"#),
    ])
    let report = try fixture.rebuild()
    #expect(report.messages == 2 && report.unreadableEvents == 1 && report.olderCopies == 1)
    #expect(try fixture.rows().first == ["msg_1", "ses_gap", older])
  }

  @Test func timesComeFromTheCopiesOrFromWhatIsAround() throws {
    let fixture = try fixture([
      Self.message("msg_0", #"{"role":"user"}"#), Self.message("msg_1", #"{"time":{"created":1000}}"#),
      Self.message("msg_2", #"{"role":"user"}"#),
      Self.message("msg_3", #"{"time":{"created":3000,"completed":3500}}"#),
      Self.part("prt_1", of: "msg_3", #"{"time":{"start":3100,"end":3200}}"#, time: 3300),
      Self.part("prt_2", of: "msg_3", #"{"state":{"time":{"start":3150,"end":3250}}}"#, time: 3000),
      Self.part("prt_3", of: "msg_3", #"{"type":"step-start"}"#, time: 3050),
    ])
    _ = try fixture.rebuild()
    var times: [String] = []
    try Connection(path: fixture.path, mode: .readOnly).prepare(
      """
      SELECT time_created || ' ' || time_updated FROM (SELECT * FROM message UNION ALL
        SELECT id, session_id, time_created, time_updated, data FROM part) WHERE session_id = 'ses_gap' ORDER BY id
      """
    ).forEachRow { times.append($0.text(at: 0) ?? "") }
    #expect(
      times == ["1000 1000", "1000 1000", "1000 1000", "3000 3500", "3100 3300", "3150 3250", "3050 3050"])
  }

  @Test func aProjectThatIsGoneIsReplacedByGlobal() throws {
    let info = """
      {"info":{"slug":"s","projectID":"prj_gone","directory":"/d","title":"t","version":"1","parentID":"ses_gone",
      "time":{"created":1,"updated":2}}}
      """
    let fixture = try fixture([.init(type: "session.created.1", data: info)])
    let report = try fixture.rebuild()
    #expect(report.replacedProject == .init(missing: "prj_gone", used: "global"))
    #expect(report.missingParent == SessionID("ses_gone"))
    #expect(report.guessed.isEmpty)
    try fixture.base.execute(
      "PRAGMA foreign_keys=OFF; DELETE FROM session WHERE id = 'ses_gap'; DELETE FROM project WHERE id = 'global'"
    )
    #expect(throws: RebuildError.noProject(id: Self.id, path: fixture.path, project: "prj_gone")) {
      try fixture.rebuild()
    }
    #expect(try fixture.export().report.replacedProject == nil)
  }

  @Test func whatWasDeletedInOpencodeIsOnlyExported() throws {
    let copy = Self.message("msg_1", #"{"role":"user"}"#)
    let deletion = EventHistory.Event(type: "session.deleted.1", data: "{}")
    let fixture = try fixture([copy, deletion])
    #expect(throws: RebuildError.deleted(id: Self.id, sequence: 1)) { try fixture.rebuild() }
    let report = try fixture.export().report
    #expect(report.messages == 1 && report.deletion == 1)
    // What was written after it is another session.
    try fixture.write([copy, deletion, Self.message("msg_2", #"{"role":"user"}"#)])
    #expect(try fixture.rebuild().messages == 1)
  }

  @Test func partsOfMissingMessagesAreLeftOut() throws {
    let fixture = try fixture([
      Self.message("msg_1", "{}"), Self.part("prt_1", of: "msg_gone", "{}"),
      Self.part("prt_2", of: "msg_gone", "{}"), Self.part("prt_3", of: "msg_1", "{}"),
    ])
    let report = try fixture.rebuild()
    #expect(report.missingMessages == ["msg_gone"])
    #expect(report.partsLeftOut == 2 && report.parts == 1)
    #expect(try fixture.base.integer("SELECT count(*) FROM part WHERE session_id = 'ses_gap'") == 1)
  }

  @Test func idsOfAnotherSessionStayItsOwn() throws {
    let fixture = try fixture([])
    var other = ""
    try Connection(path: fixture.path, mode: .readOnly).prepare("SELECT id FROM message LIMIT 1")
      .forEachRow { other = $0.text(at: 0) ?? "" }
    let before = try fixture.base.digest()
    try fixture.write([
      Self.message(other, "{}"), Self.part("prt_1", of: other, "{}"), Self.message("msg_1", "{}"),
    ])
    let report = try fixture.rebuild()
    #expect(report.taken == 1 && report.partsLeftOut == 1 && report.messages == 1)
    #expect(try fixture.base.digest().tables["part"] == before.tables["part"])
  }

  @Test(arguments: [true, false])
  func aSequenceThatIsMissingIsLeftMissing(eventsStand: Bool) throws {
    let fixture = try fixture([Self.message("msg_1", "{}")])
    if !eventsStand {
      _ = try fixture.archiveEvents()
      try fixture.base.execute("DELETE FROM event WHERE aggregate_id = 'ses_gap'")
    }
    #expect(try !fixture.export("before.json").report.lacksSequence)
    try fixture.base.execute(
      "PRAGMA foreign_keys=OFF; DELETE FROM event_sequence WHERE aggregate_id = 'ses_gap'")
    // A file has no such row, and needs none.
    #expect(try !fixture.export().report.lacksSequence)
    let report = try fixture.rebuild()
    #expect(report.lacksSequence && report.liveEvents == (eventsStand ? 1 : 0))
    #expect(
      try fixture.base.integer("SELECT count(*) FROM event_sequence WHERE aggregate_id = 'ses_gap'") == 0)
  }

  @Test func aDatabaseWithoutSequencesLacksNone() throws {
    let fixture = try fixture([Self.message("msg_1", "{}")])
    _ = try fixture.archiveEvents()
    try fixture.base.execute("DROP TABLE event; DROP TABLE event_sequence")
    #expect(try !fixture.rebuild().lacksSequence)
  }
}
