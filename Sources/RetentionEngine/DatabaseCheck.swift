internal import OpencodeStore
internal import RetentionPolicy

/// When and how a pass looks for damage: the cheap signs before all else, everything once a week after its work.
struct DatabaseCheck {
  let path: String
  let settings: PassSettings
  /// What earlier passes left to know.
  private(set) var known: CheckState.Entry

  /// A check of a database that is known so far.
  init(path: String, settings: PassSettings, known: CheckState.Entry) {
    self.path = path
    self.settings = settings
    self.known = known
  }

  /// How long a full check without a finding counts.
  private static let interval = Milliseconds.days(7)
  private var state: CheckState { CheckState(folder: settings.stateFolder) }

  /// Looks for the cheap signs, on a connection that can only read; and at everything, when an earlier pass had
  /// found damage.
  ///
  /// - Throws: `SQLiteError`, corrupt or not a database; `PassError.noAccess`; `Interrupted`.
  mutating func requireNoSigns(_ report: inout PassReport) throws {
    let connection = try openWithoutSigns()
    guard known.isDamaged else { return }
    if try !Self.requireSound(connection) {
      var progress = FullCheck.Progress()
      var limits = FullCheck.Limits()
      limits.all = Milliseconds(.max)
      try FullCheck(connection: connection, limits: limits).run(&progress)
    }
    known.isDamaged = false
    if !settings.isDryRun { report.leave { try state.record(known, of: path) } }
  }

  private func openWithoutSigns() throws -> Connection {
    do {
      let connection = try Connection(path: path, mode: .readOnly)
      try DamageSigns(connection: connection).requireNone()
      return connection
    } catch let error as SQLiteError {
      throw DatabaseFile(path: path).cause(of: error)
    }
  }

  /// Up to this size a database is looked at as a whole before anything is written to it: in a second and a half,
  /// in 12 s when none of it is in memory. It is one read transaction, which keeps the log from being emptied for
  /// as long.
  private static let alwaysChecked = ByteCount.mebibytes(2_048)

  /// Looks at everything, free pages and indexes too, before the first write, unless that would take too long.
  ///
  /// That damage lies elsewhere than in the rows that go is no reason to go on: a page that is both free and in
  /// use is overwritten by whatever is written next.
  ///
  /// - Returns: whether it was looked at.
  /// - Throws: `SQLiteError`, corrupt with what was found; `Interrupted`.
  @discardableResult
  static func requireSound(_ connection: Connection) throws -> Bool {
    guard try FileFootprint(databasePath: connection.path).databaseSize <= alwaysChecked else { return false }
    try connection.requireSound()
    return true
  }

  /// Runs, or goes on with, the full check when it is due, and notes in the report what is known then.
  ///
  /// - Throws: `SQLiteError`, corrupt with what was found; `Interrupted`.
  func runIfDue(_ progress: (any ProgressObserver)?, _ report: inout PassReport) throws {
    if isDue(known) {
      progress?.progress(.check, done: .zero, of: .zero)
      report.check = PassReport.Check(try runFullCheck(&report))
    } else {
      report.check = PassReport.Check(known)
    }
    if let tooLarge = report.check?.tooLarge, !tooLarge.isEmpty {
      report.warnings.append(.tablesNotChecked(tooLarge))
    }
  }

  /// Goes on with the full check as long as a pass has time for it; what is known then.
  private func runFullCheck(_ report: inout PassReport) throws -> CheckState.Entry {
    var entry = known
    var reached = entry.progress ?? FullCheck.Progress()
    let result = Result {
      try FullCheck(connection: Connection(path: path, mode: .readOnly)).run(&reached)
    }
    entry.progress = reached.isFinished ? nil : reached
    if reached.isFinished {
      entry.ended = settings.now
      entry.tooLarge = reached.tooLarge
    }
    report.leave { try state.record(entry, of: path) }
    do {
      try result.get()
    } catch let error as SQLiteError where .busy ~= error.code {
      // Where there is no log, a writer keeps readers out; the next pass goes on.
    }
    return entry
  }

  private func isDue(_ entry: CheckState.Entry) -> Bool {
    guard entry.progress == nil, let ended = entry.ended else { return true }
    // A clock that was set back must not put the next check off.
    return settings.now < ended || settings.now - Self.interval >= ended
  }
}

extension PassReport.Check {
  /// What the state says of it.
  fileprivate init(_ entry: CheckState.Entry) {
    self.init(ended: entry.ended, isUnderWay: entry.progress != nil, tooLarge: entry.tooLarge)
  }
}
