/// What a transaction locks at its start. https://sqlite.org/lang_transaction.html
public enum TransactionKind: String, Sendable {
  /// Nothing; the first read takes a snapshot.
  case deferred = "DEFERRED"
  /// The write lock.
  case immediate = "IMMEDIATE"
}

extension Connection {
  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
  ///
  /// - Throws: what `body` throws, or `SQLiteError` from beginning or committing, also when SQLite logged damage
  ///   meanwhile; in each case nothing was changed.
  public func transaction<Result>(_ kind: TransactionKind, _ body: () throws -> Result) throws -> Result {
    try check()
    try execute("BEGIN \(kind.rawValue)")
    return try finishTransaction(body)
  }

  /// Runs `body` in the transaction that is open, then commits or rolls back as `transaction` does.
  func finishTransaction<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      if !hooks.keepsRecords { try DamageLog.current?.requireNone(in: path) }
      let result = try body()
      // A call may go on after damage, but nothing is made of what it saw.
      if !hooks.keepsRecords { try DamageLog.current?.requireNone(in: path) }
      try execute("COMMIT")
      return result
    } catch {
      // SQLite may have rolled back by itself (full disk, I/O error): then there is nothing left to undo,
      // and the failure to report is the first one.
      if isInTransaction {
        do { try execute("ROLLBACK") } catch let rollback as SQLiteError {
          throw FailedRollback(cause: error, rollback: rollback)
        }
      }
      throw error
    }
  }
}

/// A rollback failed after another failure. The transaction ends when the connection closes, without a
/// change.
public struct FailedRollback: Error, CustomStringConvertible {
  /// The failure that made the rollback necessary.
  public let cause: any Error
  /// What SQLite said to the rollback.
  public let rollback: SQLiteError

  /// Both failures.
  public var description: String { "\(cause); then the rollback failed: \(rollback)" }
}
