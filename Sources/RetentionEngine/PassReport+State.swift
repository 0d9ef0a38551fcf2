internal import OpencodeStore

/// What passes leave for those after them. None of it stops a pass: without it a warning may come twice, and a check
/// is made again.
extension PassReport {
  /// What an earlier pass left to know; nil, with a warning, when that cannot be read.
  mutating func recall<Value>(_ read: () throws -> Value?) -> Value? {
    do {
      return try read()
    } catch {
      warnings.append(.stateUnreadable(error))
      return nil
    }
  }

  /// Leaves something for the next pass; that it cannot be written is said once.
  mutating func leave(_ write: () throws -> Void) {
    do {
      try write()
    } catch {
      if !warnings.contains(where: \.isOfStateNotWritten) { warnings.append(.stateNotWritten(error)) }
    }
  }

  /// Has the next pass look at everything before it does anything, where damage was seen.
  mutating func leaveDamage(_ settings: PassSettings) {
    guard !settings.isDryRun, let error = failure as? SQLiteError, .corrupt ~= error.code, error.path == path
    else {
      return
    }
    let state = CheckState(folder: settings.stateFolder)
    let path = path
    leave {
      var entry = try state.entry(of: path)
      entry.isDamaged = true
      try state.record(entry, of: path)
    }
  }
}

extension Warning {
  fileprivate var isOfStateNotWritten: Bool {
    if case .stateNotWritten = self { true } else { false }
  }
}
