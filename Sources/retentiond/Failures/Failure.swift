internal import Glibc
internal import OpencodeStore
internal import RetentionAgent
internal import RetentionConfiguration
internal import RetentionEngine
internal import SessionArchive
internal import SessionRebuild

/// An error of any room, as the user is told of it. All that is known of errors in words and numbers is here
/// and in the extensions of this type, one for each room.
struct Failure: Error, Hashable {
  /// A name for programs; it does not change with the wording.
  let code: String
  /// What the process ends with.
  let status: ExitStatus
  /// What happened, without a full stop.
  let cause: String
  /// What to do about it: a sentence.
  let remedy: String
  /// What it left unchanged, where that is not what the command says of all its failures.
  let unchanged: String?

  /// A failure of one's own.
  init(
    _ code: String, _ status: ExitStatus, _ cause: String, _ remedy: String, unchanged: String? = nil
  ) {
    self.unchanged = unchanged
    self.code = code
    self.status = status
    self.cause = cause
    self.remedy = remedy
  }

  /// What an error comes to.
  init(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as PassError: self.init(error)
    case let error as SchemaError: self.init(error)
    case let error as SQLiteError: self.init(error)
    case let error as ArchiveError: self.init(error)
    case let error as UnsweptRestore: self.init(error)
    case let error as PartialRestore: self.init(error)
    case let error as RebuildError: self.init(error)
    case let error as UnfinishedRebuild: self.init(error)
    case let error as ReclaimError: self.init(error)
    case let error as ConfigurationError: self.init(error)
    case let error as AgentError: self.init(error)
    case let error as LostFolder: self.init(error)
    case is Interrupted:
      self.init("interrupted", .tryLater, "it was stopped by a signal", "Run retentiond again to go on.")
    default:
      self.init(
        "unexpected", .defect, "something happened that retentiond has no words for: \(error)",
        "Please report it; retentiond should know it.")
    }
  }

  /// The same of a certain thing, whose name comes first.
  func about(_ subject: String) -> Failure {
    Failure(code, status, subject + cause, remedy, unchanged: unchanged)
  }

  /// What happened, what was left unchanged, and what to do.
  func sentence(unchanged: String) -> String {
    "\(cause); \(self.unchanged ?? unchanged). \(remedy)"
  }

  /// The exit status of an `errno`.
  static func status(_ code: Int32) -> ExitStatus {
    switch code {
    case EACCES, EPERM, EROFS: .permission
    case ENOENT: .notFound
    case ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EEXIST: .configuration
    default: .tryLater
    }
  }

  /// What to do about an `errno`.
  static func remedy(_ code: Int32) -> String {
    switch code {
    case EACCES, EPERM: "Run retentiond as the user whose files these are, or give that user access."
    case EROFS: "Make the file system writable, or name a folder on another one."
    case ENOENT: "Check the path."
    case ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EEXIST:
      "Name another folder; on this path something stands that is none."
    case ENOSPC, EDQUOT: "Free space on that disk, then run retentiond again."
    default: "Run retentiond again; if it happens again, look after the disk."
    }
  }

  /// The system's words for an `errno`.
  static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
