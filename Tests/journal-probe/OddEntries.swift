import Glibc
import SystemdSupport

/// Entries with values that are hard to carry, each with its length, so that a test can tell what must arrive.
enum OddEntries {
  /// The values, by name.
  static let values = [
    ("empty", ""), ("lines", "one\ntwo\n\nRETENTIOND_FORGED=1\n"), ("zero", "before\0after"),
    ("equals", "=a=b="), ("spaces", "  kept \t "), ("accents", "\u{301}Größenangaben ログ"),
    ("repaired", String(decoding: [0x61, 0xFF, 0x62], as: UTF8.self)),
    // More than the 8 MB that libsystemd asks for as a buffer: it travels as a sealed file.
    ("long", String(repeating: "0123456789abcdef", count: 600_000)),
  ]

  /// What must arrive, one value a line: its name, its length in bytes.
  static func list() {
    for (name, value) in values { print(name, value.utf8.count) }
  }

  static func send() {
    for (name, value) in values {
      let field = JournalField(JournalFieldName(metadataKey: "value"), value)
      let entry = JournalEntry(
        name, priority: .debug, identifier: "journal-probe",
        fields: [field, JournalField(JournalFieldName(metadataKey: "length"), value.utf8.count)])
      let outcome = Journal.send(entry)
      if outcome != .sent { StandardError.write("\(name): \(outcome)\n") }
    }
  }
}
