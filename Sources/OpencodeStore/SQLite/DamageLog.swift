internal import CSQLite
internal import Synchronization

/// What SQLite's own error log says of damage while work is under way, also where the call itself went on.
/// https://sqlite.org/errlog.html
///
/// The log is the process's and names no file. SQLite writes it in the thread that it works in, so that a message
/// belongs to the work for which `current` was set there.
public final class DamageLog: Sendable {
  /// Takes the messages of what is done here, and in threads started from now on; nil: nobody does.
  @TaskLocal public static var current: DamageLog?

  private let messages = Mutex<[String]>([])
  /// The first messages say what is wrong; a damaged index could make one for each row.
  private static let capacity = 8

  /// An empty log.
  public init() {}

  /// The messages, in order.
  public var findings: [String] { messages.withLock { $0 } }

  /// Goes on, unless damage was seen.
  ///
  /// - Parameter path: the database that was worked on.
  /// - Throws: `SQLiteError`, corrupt.
  public func requireNone(in path: String) throws {
    guard let finding = findings.first else { return }
    throw SQLiteError(code: .corrupt, message: finding, path: path)
  }

  /// Whether SQLite writes into this log: it has to be told before anything else is asked of it.
  /// https://sqlite.org/c3ref/config.html
  static let isInstalled =
    retentiond_sqlite3_config_log({ DamageLog.take($0, code: $1, message: $2) }, nil) == SQLITE_OK

  /// Called by SQLite, in any thread; must not call it in turn.
  private nonisolated static func take(
    _: UnsafeMutableRawPointer?, code: Int32, message: UnsafePointer<CChar>?
  ) {
    guard ResultCode(code).meansDamage, let message, let log = current else { return }
    log.messages.withLock { if $0.count < capacity { $0.append(String(cString: message)) } }
  }
}
