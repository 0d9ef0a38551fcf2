public import RetentionPolicy

/// `quick_check` of a whole database, a table at a time: each in a read transaction of its own, so that the
/// write-ahead log can be emptied in between. It covers all tables, their indexes and the list of free pages. It does
/// not see a page that two tables share, or that nobody uses: that takes the whole database in one transaction.
public struct FullCheck {
  /// How far it may go.
  public struct Limits: Hashable, Sendable {
    /// How long one table may take; it keeps the log from starting afresh meanwhile. Measured: 0.4 s a GB
    /// warm, 6 s cold.
    public var table = Milliseconds(20_000)
    /// After so long no further table is begun.
    public var all = Milliseconds(30_000)

    /// The limits in force.
    public init() {}
  }

  /// How far it has come.
  public struct Progress: Hashable, Sendable {
    /// The last table that was looked at; nil: none, or all.
    public var last: String?
    /// Those that took too long, and were given up.
    public var tooLarge: [String]
    /// Whether all were looked at.
    public var isFinished: Bool

    /// Where a check begins.
    public init(last: String? = nil, tooLarge: [String] = []) {
      self.last = last
      self.tooLarge = tooLarge
      isFinished = false
    }
  }

  private let connection: Connection
  private let limits: Limits

  /// A check of the database of a connection.
  public init(connection: Connection, limits: Limits = Limits()) {
    self.connection = connection
    self.limits = limits
  }

  /// Goes on from where an earlier one ended. `progress` is right also when this throws: then its last table is
  /// that before the one that made it throw.
  ///
  /// - Throws: `SQLiteError`, corrupt with the first finding; `Interrupted`.
  public func run(_ progress: inout Progress) throws {
    let watch = Stopwatch()
    for (table, _) in try connection.tableNames() where progress.last.map({ $0 < table }) ?? true {
      guard watch.elapsed < limits.all else { return }
      do {
        try connection.requireSound(table: table, within: limits.table)
      } catch let error as SQLiteError where .interrupted ~= error.code {
        progress.tooLarge.append(table)
      }
      progress.last = table
    }
    progress.last = nil
    progress.isFinished = true
  }
}
