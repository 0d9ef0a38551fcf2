internal import CSQLite

extension Connection {
  /// Runs statements, asking `shouldStop` every thousand steps of SQLite's virtual machine.
  /// https://sqlite.org/c3ref/progress_handler.html
  ///
  /// - Returns: false when it was stopped.
  /// - Throws: `SQLiteError`, or what `shouldStop` throws.
  func execute(_ sql: String, stoppingWhen shouldStop: () throws -> Bool) throws -> Bool {
    try withoutActuallyEscaping(shouldStop) { shouldStop in
      let question = Question(shouldStop)
      sqlite3_progress_handler(
        handle, 1_000,
        { context in
          context.map { Unmanaged<Question>.fromOpaque($0).takeUnretainedValue().ask() } ?? 0
        },
        Unmanaged.passUnretained(question).toOpaque())
      defer { sqlite3_progress_handler(handle, 0, nil, nil) }
      do {
        try withExtendedLifetime(question) { try execute(sql) }
        return true
      } catch let error as SQLiteError where .interrupted ~= error.code {
        if let failure = question.failure { throw failure }
        return false
      }
    }
  }
}

/// Carries a Swift closure through C.
private final class Question {
  private let shouldStop: () throws -> Bool
  private(set) var failure: (any Error)?

  init(_ shouldStop: @escaping () throws -> Bool) {
    self.shouldStop = shouldStop
  }

  /// Not zero to stop.
  func ask() -> Int32 {
    do {
      return try shouldStop() ? 1 : 0
    } catch {
      failure = error
      return 1
    }
  }
}
