internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy
internal import SessionArchive

/// Something the user should know, in words and for programs.
struct Notice: Hashable {
  /// A name for programs; it does not change with the wording.
  let code: String
  /// What it is about and what to do, in sentences.
  let message: String
  /// The figures and names in it.
  let fields: [String: JSONValue]

  /// A notice of one's own.
  init(_ code: String, _ message: String, _ fields: [String: JSONValue] = [:]) {
    self.code = code
    self.message = message
    self.fields = fields
  }

  /// A finding in the configuration.
  init(_ diagnostic: Diagnostic) {
    var fields: [String: JSONValue] = ["file": .text(diagnostic.file)]
    if let line = diagnostic.line { fields["line"] = .integer(Int64(line)) }
    if let column = diagnostic.column { fields["column"] = .integer(Int64(column)) }
    if let keyPath = diagnostic.keyPath { fields["keyPath"] = .text(keyPath) }
    self.init(diagnostic.code.rawValue, diagnostic.message, fields)
  }

  /// A file with the name of a database that is none of opencode's.
  static func skipped(_ path: String, _ failure: Failure) -> Notice {
    Notice("skipped-file", "\(path) was skipped: \(failure.cause).", ["path": .text(path)])
  }

  /// That the archive holds more rows of a session than came back, and how to have those instead.
  ///
  /// - Parameter restoreCommand: how to call `retentiond restore` so that it puts sessions from the same archive into
  ///   the same database.
  static func olderState(_ state: RestoreReport.FullerState, restoreCommand: String) -> Notice {
    let command =
      "\(restoreCommand) --from \(state.archiveFile.shellQuoted) \(state.id.rawValue.shellQuoted)".printable
    return Notice(
      "older-state",
      "\(state.id.text) came back with \(state.restoredRows.counted("row")), as it was archived last; "
        + "\(state.archiveFile.printable) holds an older state with \(state.rows.counted("row")). To have that one "
        + "instead, remove the session in opencode, then run \(command)",
      [
        "id": .text(state.id.rawValue), "rows": .integer(Int64(state.rows)),
        "restoredRows": .integer(Int64(state.restoredRows)), "archiveFile": .text(state.archiveFile),
        "command": .text(command),
      ])
  }

  /// That events of a session stay in the archive.
  static func leftOut(_ rows: RestoreReport.Rows) -> Notice {
    Notice(
      "events-left-out",
      "\(rows.leftOut.counted("event")) of \(rows.session.text) \(rows.leftOut == 1 ? "stays" : "stay") in "
        + "\(rows.archiveFile.printable): opencode counts the events of this session anew, as after an import or an upgrade "
        + "to opencode 2, and these would get in the way of the next ones.",
      [
        "id": .text(rows.session.rawValue), "rows": .integer(Int64(rows.leftOut)),
        "archiveFile": .text(rows.archiveFile),
      ])
  }

  /// An archive file whose events a session was rebuilt without.
  static func unreadableFile(_ failure: Failure) -> Notice {
    Notice("unreadable-archive", "Events were left out: \(failure.cause). \(failure.remedy)")
  }

  /// A restore that did its work, but for the log.
  static func logNotEmptied(_ failure: Failure) -> Notice {
    Notice(
      "log-not-emptied",
      "The sessions are back, but the write-ahead log could not be emptied: \(failure.cause). opencode or the "
        + "next pass does so.")
  }
}
