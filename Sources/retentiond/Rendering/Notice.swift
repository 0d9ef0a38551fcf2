internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy

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

  /// A restore that did its work, but for the log.
  static func logNotEmptied(_ failure: Failure) -> Notice {
    Notice(
      "log-not-emptied",
      "The sessions are back, but the write-ahead log could not be emptied: \(failure.cause). opencode or the "
        + "next pass does so.")
  }
}
