import Logging
import Testing

@testable import SystemdSupport

@Suite struct JournalEntryTests {
  @Test(arguments: ["MESSAGE", "A", "RETENTIOND_USED_BYTES", "A1_", String(repeating: "A", count: 64)])
  func acceptsNamesThatTheJournalAccepts(_ name: String) {
    #expect(JournalFieldName(name)?.description == name)
  }

  @Test(arguments: ["", "_PID", "1A", "a", "A B", "A=", "A\n", "Ä", "A-B", String(repeating: "A", count: 65)])
  func refusesAllOthers(_ name: String) {
    #expect(JournalFieldName(name) == nil)
  }

  @Test func knowsNoNameThatTheJournalWouldDrop() {
    for name in JournalFieldName.known { #expect(JournalFieldName(name.description) == name) }
    for field in EventField.allCases {
      #expect(JournalFieldName(field.journalName.description) == field.journalName)
    }
  }

  @Test(arguments: [
    ("used-bytes", "RETENTIOND_USED_BYTES"), ("Database", "RETENTIOND_DATABASE"), ("", "RETENTIOND_"),
    ("a=b\nc", "RETENTIOND_A_B_C"), ("größe", "RETENTIOND_GR____E"), ("1", "RETENTIOND_1"),
    (String(repeating: "x", count: 80), "RETENTIOND_" + String(repeating: "X", count: 53)),
  ])
  func makesANameOfEveryKey(_ key: String, _ name: String) {
    #expect(JournalFieldName(metadataKey: key).description == name)
    #expect(JournalFieldName(name) != nil)
  }

  @Test func keepsEveryByteOfAValue() {
    let value = "a=b\n\0 \u{301}"
    #expect(JournalField(.message, value).assignment == Array("MESSAGE=".utf8) + Array(value.utf8))
    #expect(JournalField(.message, "").assignment == Array("MESSAGE=".utf8))
    #expect(JournalField(.priority, Int64.min).value == "-9223372036854775808")
  }

  @Test func putsEverythingIntoFields() {
    let entry = JournalEntry(
      "text", priority: .warning, messageID: .logPinned, identifier: "retentiond",
      origin: .init(file: "File.swift", line: 7, function: "f()"), fields: [JournalField(.message, "more")])
    #expect(
      entry.fields.map { "\($0.name)=\($0.value)" } == [
        "MESSAGE=text", "PRIORITY=4", "SYSLOG_IDENTIFIER=retentiond",
        "MESSAGE_ID=a482ed5e45c04e35865ce53e8c8f9eaf", "CODE_FILE=File.swift", "CODE_LINE=7",
        "CODE_FUNC=f()", "MESSAGE=more",
      ])
  }

  @Test func mapsEveryLevel() {
    #expect(Logger.Level.allCases.map { JournalPriority($0).rawValue } == [7, 7, 6, 5, 4, 3, 2])
  }
}
