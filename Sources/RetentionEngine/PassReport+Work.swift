internal import OpencodeStore

extension PassReport {
  /// Does the work of a pass with an ear for what SQLite itself says of damage, and notes what prevented it.
  mutating func note(_ work: (inout PassReport) throws -> Void) {
    do {
      try DamageLog.$current.withValue(DamageLog()) {
        try work(&self)
        // What SQLite saw may have come after the last transaction.
        try DamageLog.current?.requireNone(in: path)
      }
    } catch is Interrupted {
      outcome = .interrupted
      warnings.append(.interrupted)
    } catch {
      outcome = .failed
      failure = error
    }
  }

  /// Removes the log if nobody has the database open. All connections of the work are closed by then. Where other
  /// machines may have it open, locks do not tell, and the log stays.
  mutating func leaveNoLog(_ fileSystem: FileSystemLookup) {
    guard failure == nil, footprintBefore != nil else { return }
    do {
      guard try fileSystem(path) == nil else { return }
      try LeftoverLog.remove(of: path)
    } catch {
      (outcome, failure) = (.failed, error)
    }
  }
}
