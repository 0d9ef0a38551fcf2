import Logging
import Synchronization
import Testing

@testable import SystemdSupport

@Suite struct LogHandlerTests {
  private final class Sink<Value: Sendable>: Sendable {
    private let kept = Mutex<[Value]>([])

    var values: [Value] { kept.withLock { $0 } }

    func add(_ value: Value) { kept.withLock { $0.append(value) } }
  }

  @Test func turnsAnEventIntoAnEntry() throws {
    let sink = Sink<JournalEntry>()
    let logger = Logger(label: "retentiond") { JournalLogHandler(identifier: $0, send: sink.add) }
    logger.event(.sessionEvicted, "Gone.", [.session: "ses_1", .bytes: .stringConvertible(12)], line: 7)
    #expect(
      sink.values.map(\.fields) == [
        JournalEntry(
          "Gone.", priority: .informational, messageID: .sessionEvicted, identifier: "retentiond",
          origin: .init(file: #fileID, line: 7, function: #function),
          fields: [
            JournalField(EventField.bytes.journalName, 12),
            JournalField(EventField.session.journalName, "ses_1"),
          ]
        ).fields
      ])
  }

  @Test func letsTheLevelDecideThePriority() {
    let sink = Sink<JournalEntry>()
    let logger = Logger(label: "retentiond") { JournalLogHandler(identifier: $0, send: sink.add) }
    for level in [nil, Logger.Level.warning, .error] {
      logger.event(.thresholdCrossed, level: level, "", [:])
    }
    logger.event(.databaseDamaged, "", [:])
    let priorities = sink.values.map { entry in entry.fields.first { $0.name == .priority }?.value }
    #expect(priorities == ["5", "4", "3", "2"])
  }

  @Test func addsTheMetadataOfAllPlaces() {
    let sink = Sink<JournalEntry>()
    var logger = Logger(label: "retentiond") { label in
      var handler = JournalLogHandler(identifier: label, send: sink.add)
      handler.metadataProvider = Logger.MetadataProvider {
        ["a": "provider", "b": "provider", "c": "provider"]
      }
      return handler
    }
    logger[metadataKey: "b"] = "logger"
    logger[metadataKey: "c"] = "logger"
    logger.notice("text", metadata: ["c": "message"])
    let own = sink.values.flatMap(\.fields).filter { $0.name.description.hasPrefix("RETENTIOND_") }
    #expect(own.map(\.value) == ["provider", "logger", "message"])
  }

  @Test func takesNoOtherTextForAKind() {
    let sink = Sink<JournalEntry>()
    let logger = Logger(label: "retentiond") { JournalLogHandler(identifier: $0, send: sink.add) }
    logger.info("text", metadata: [MessageID.metadataKey: "rubbish"])
    #expect(sink.values.flatMap(\.fields).allSatisfy { $0.name != .messageID })
  }

  @Test func writesTextWithItsLevel() {
    let sink = Sink<String>()
    let logger = Logger(label: "retentiond") { TextLogHandler(identifier: $0, write: sink.add) }
    logger.event(.databaseDamaged, "Look.", [.database: "/a.db"])
    logger.debug("Not shown.")
    #expect(sink.values == ["retentiond: critical: Look.\n"])
  }
}
