import Glibc
import Logging
import SystemdSupport

/// One event of each kind, with all its fields.
enum Events {
  static func send() {
    let stream = getenv("JOURNAL_STREAM").map { String(cString: $0) }
    let logger = LogDestination(journalStream: stream, descriptor: STDERR_FILENO)
      .logger(identifier: "journal-probe", write: StandardError.write)
    for kind in MessageID.allCases {
      let fields = kind.fields.map { ($0, Logger.MetadataValue.string("the value of \($0.journalName)")) }
      logger.event(kind, "An event: \(kind.rawValue)", Dictionary(uniqueKeysWithValues: fields))
    }
  }

  /// What must arrive, one kind a line: its name, its id, its priority, the names of its fields.
  static func list() {
    for kind in MessageID.allCases {
      let names = kind.fields.map(\.journalName.description).joined(separator: " ")
      print(kind.rawValue, kind.id, JournalPriority(kind.level).rawValue, names)
    }
  }
}
