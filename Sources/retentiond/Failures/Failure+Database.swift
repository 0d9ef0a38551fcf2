internal import Glibc
internal import OpencodeStore

extension Failure {
  /// The code of what SQLite calls damage.
  static let damaged = "damaged"
  private static let update = "Update retentiond; if it is the newest, please report this line."

  /// What a schema that must be left alone comes to.
  init(_ error: SchemaError) {
    switch error {
    case .notOpencode(let path):
      self.init(
        "not-opencode", .data, "\(path) has none of opencode's tables",
        "Name opencode's own database, usually opencode.db in ~/.local/share/opencode.")
    case .tableNotUnderstood(let path, let table, let why):
      self.init(
        "table-not-understood", .data,
        "the table “\(table)” in \(path) hangs on sessions in a way that is not understood: \(why)",
        Self.update)
    case .deleteTrigger(let path, let table, let trigger):
      self.init(
        "delete-trigger", .data,
        "the trigger “\(trigger)” in \(path) would change other rows when one of “\(table)” is removed",
        "Drop the trigger if it is your own. " + Self.update)
    case .migrationIncomplete(let path, let phase):
      self.init(
        "migration-incomplete", .tryLater,
        "opencode has not finished converting \(path) to version 2 (\(phase.map { "phase “\($0)”" } ?? "not begun"))",
        "Start opencode 2 and let it finish, then run retentiond again.")
    case .encoding(let path, let encoding):
      self.init(
        "encoding", .data, "\(path) stores its text as \(encoding), which opencode never does",
        "Name opencode's own database, usually opencode.db in ~/.local/share/opencode.")
    }
  }

  /// What a failure that SQLite reported comes to. https://sqlite.org/rescode.html
  init(_ error: SQLiteError) {
    let detail = "\(error.message) (SQLite code \(error.code.rawValue))"
    let path = error.path
    switch error.code.primary {
    case .corrupt:
      self.init(
        Self.damaged, .data, "\(path) is damaged: \(detail)",
        "Close opencode, keep copies of the file and of what lies beside it with -wal and -shm at the end of its "
          + "name, and check it: sqlite3 \(path.shellQuoted) 'PRAGMA integrity_check'. If that finds damage too, bring "
          + "a backup back; archived sessions are safe, and retentiond restore puts them into any database that "
          + "--database names."
      )
    case .notADatabase:
      self.init(
        "not-a-database", .data, "\(path) is not an SQLite database, or is encrypted: \(detail)",
        "Name opencode's own database, or bring it back from a backup.")
    case .tooBig:
      self.init(
        "too-big", .data, "\(path) holds a value that is larger than SQLite allows: \(detail)", Self.update)
    case .busy, .locked, .protocolFailure:
      self.init(
        "busy", .tryLater, "\(path) is in use by another program: \(detail)",
        "Run retentiond again in a moment.")
    case .full,
      .cannotOpen where error.isOfFullDisk, .inputOutput where error.isOfFullDisk:
      self.init(
        "disk-full", .tryLater, "the disk of \(path) is full: \(detail)",
        "Free space there, then run retentiond again.")
    case .inputOutput, .outOfMemory, .interrupted,
      .cannotOpen where error.isOfUnmadeFile:
      self.init(
        "input-output", .tryLater, "the system failed at \(path): \(detail)",
        "Run retentiond again; if it happens again, look after the disk, and whether it is full.")
    case .readOnly, .permission, .cannotOpen, .authorization:
      // Whether the file exists was looked at before: what is left is access to it, or to its folder.
      self.init(
        "no-access", .permission, "\(path) cannot be opened or written: \(detail)",
        "Give this user access to the file and its folder.")
    default:
      let statement = error.sql.map { ", in “\($0)”" } ?? ""
      self.init("sqlite", .defect, "SQLite refused at \(path): \(detail)\(statement)", Self.update)
    }
  }
}

extension SQLiteError {
  /// Whether there was no space, for instance for a journal that had to be made.
  fileprivate var isOfFullDisk: Bool { systemError == ENOSPC || systemError == EDQUOT }

  /// Whether a journal could not be made, for another reason than access. SQLite then looks whether it is there
  /// and keeps the number of that, so that a full disk may be the reason, too.
  fileprivate var isOfUnmadeFile: Bool { systemError == EIO || systemError == ENOENT }
}

extension ResultCode {
  // These matter for the exit status only. https://sqlite.org/rescode.html
  fileprivate static let outOfMemory = ResultCode(7)
  fileprivate static let protocolFailure = ResultCode(15)
  fileprivate static let authorization = ResultCode(23)
}
