/// Why a database is left alone.
public enum SchemaError: Error, Hashable, Sendable {
  /// It has no opencode tables.
  case notOpencode(path: String)
  /// A table hangs on sessions in a way that is not understood; deleting around it could lose rows.
  case tableNotUnderstood(path: String, table: String, why: String)
  /// A trigger would change other rows when a session is deleted.
  case deleteTrigger(path: String, table: String, trigger: String)
  /// The migration from opencode 1 to 2 is not completed; nil: no state is recorded.
  case migrationIncomplete(path: String, phase: String?)
  /// Text is not stored as UTF-8; opencode's always is.
  case encoding(path: String, encoding: String)
}
