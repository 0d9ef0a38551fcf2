public import Logging

/// The kinds of events that have a `MESSAGE_ID`, by which one finds them (`journalctl MESSAGE_ID=…`) and
/// `journalctl --catalog` explains them, from `Units/retentiond.catalog`. An id never changes its meaning.
public enum MessageID: String, Hashable, Sendable, CaseIterable {
  /// A database has grown past one of the sizes that are warned of.
  case thresholdCrossed = "threshold-crossed"
  /// A pass over a database has ended: one summary.
  case passDone = "pass-done"
  /// A session was archived and yet not removed, as it was written to meanwhile.
  case sessionArchived = "session-archived"
  /// A session was removed from the database.
  case sessionEvicted = "session-evicted"
  /// Rows that nobody misses were removed from sessions that stay.
  case rowsTrimmed = "rows-trimmed"
  /// A limit stays exceeded because of what protects sessions.
  case limitNotMet = "limit-not-met"
  /// SQLite reports damage.
  case databaseDamaged = "database-damaged"
  /// A database lies where SQLite's locks cannot be relied on.
  case networkFileSystem = "network-file-system"
  /// Another process keeps the write-ahead log from being emptied.
  case logPinned = "log-pinned"
  /// Free pages cannot be given back before the file is converted, and that would hold up who uses it.
  case conversionWaits = "conversion-waits"
  /// Free pages cannot be given back before the file is converted, and a disk has no room for that.
  case conversionNeedsSpace = "conversion-needs-space"
  /// More is in use than the limit allows, although all that was planned was done.
  case stillOver = "still-over"
  /// The configuration cannot be understood.
  case configurationInvalid = "configuration-invalid"
  /// The configuration is used, and something in it is questionable.
  case configurationQuestionable = "configuration-questionable"
  /// The configuration keeps opencode 1.x from starting.
  case configurationDangerous = "configuration-dangerous"
  /// Sessions were put back.
  case restoreDone = "restore-done"
  /// A session was put together again from its events.
  case rebuildDone = "rebuild-done"
  /// A pass saw something that its user should know, of no kind of its own.
  case passWarning = "pass-warning"
  /// A pass could not be run, or not to its end, for another reason than damage.
  case passFailed = "pass-failed"
  /// No pass was begun, for a reason that concerns no single database.
  case runFailed = "run-failed"

  /// The value of `MESSAGE_ID`: 128 random bits, drawn once with `systemd-id128 new`.
  public var id: String {
    switch self {
    case .thresholdCrossed: "e0920e8109e74b14a9fc498909bc7dcc"
    case .passDone: "c45f3418978e4b6aab31a2dce47dac5b"
    case .sessionArchived: "0523d2b21ddc40138cfa3dbd9cb51dcf"
    case .sessionEvicted: "be323d12d8494ecbac90f664a0a6568e"
    case .limitNotMet: "1b3163961027473c9fd401843867f07a"
    case .databaseDamaged: "c04a2bfe3f8445fcb0116d742d1b03f6"
    case .networkFileSystem: "1eb228e861b24115a403412f49578ca6"
    case .logPinned: "a482ed5e45c04e35865ce53e8c8f9eaf"
    case .conversionWaits: "68f9163f6b7f4c6ba7f8c74eed9a547e"
    case .configurationInvalid: "fef1973d1eca48fcba7a5ff81315af3e"
    case .configurationDangerous: "db50140a09b6443cab2638fddde2fe96"
    case .restoreDone: "5fd2ad4dc71b4d5dbddc1ecf7ae924be"
    case .rebuildDone: "9474fb436ee6448684aa98eec366f07e"
    case .passWarning: "a0ea32bdbbd542e6a4b0b07a3474ea4d"
    case .passFailed: "7684520cf9f4464c855b19ddd2d9e0af"
    case .rowsTrimmed: "34f8a15fef3a43bea7d165d644d162bc"
    case .conversionNeedsSpace: "4c87822287534f7697b84a0ee045c354"
    case .stillOver: "d84010e6e5f4423ab0c93debd6bb1345"
    case .runFailed: "2ccbbc92a0e047ce9cceedda0f07a84c"
    case .configurationQuestionable: "a2b068e3b8ba4ad8a4982e1a1cd14214"
    }
  }

  /// How much an event of this kind matters. A threshold crossed matters more the larger it is: this is for the
  /// smallest one.
  public var level: Logger.Level {
    switch self {
    case .passDone, .sessionEvicted, .rowsTrimmed: .info
    case .sessionArchived, .thresholdCrossed, .conversionWaits, .conversionNeedsSpace, .restoreDone,
      .rebuildDone:
      .notice
    case .limitNotMet, .stillOver, .logPinned, .configurationQuestionable, .configurationDangerous,
      .passWarning:
      .warning
    case .networkFileSystem, .configurationInvalid, .passFailed, .runFailed: .error
    case .databaseDamaged: .critical
    }
  }

  /// What every event of this kind carries, so that the catalog may refer to it.
  public var fields: [EventField] {
    switch self {
    case .thresholdCrossed: [.database, .bytes, .threshold]
    case .passDone: [.database, .usedBytes, .limitBytes, .evictedBytes, .returnedBytes, .duration]
    case .sessionArchived: [.database, .session, .bytes, .archive]
    case .sessionEvicted: [.database, .session, .reason, .bytes, .archive]
    case .rowsTrimmed: [.database, .reason, .bytes, .archive]
    case .limitNotMet, .stillOver: [.database, .reason, .usedBytes, .limitBytes]
    case .databaseDamaged, .networkFileSystem, .passWarning, .passFailed: [.database, .reason]
    case .logPinned, .conversionWaits: [.database, .bytes, .processes]
    case .conversionNeedsSpace: [.database, .bytes, .reason]
    case .runFailed: [.database, .reason]
    case .configurationInvalid, .configurationQuestionable, .configurationDangerous: [.file, .line, .reason]
    case .restoreDone, .rebuildDone: [.database, .session, .bytes, .archive]
    }
  }
}
