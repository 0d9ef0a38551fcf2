internal import CSQLite
internal import Glibc
internal import RetentionPolicy

/// What SQLite asks a connection while it works: whether to go on, and whether to wait for a lock any longer.
final class ConnectionHooks {
  let interruption: Interruption
  /// Whether the database is one in which retentiond keeps records: these are written also when all other work
  /// is to stop.
  let keepsRecords: Bool
  /// What else may stop a statement; see `Connection.execute(_:stoppingWhen:)`.
  var question: (() throws -> Bool)?
  /// What the question threw.
  var failure: (any Error)?
  private let busyTimeout: Milliseconds
  private var waited: Int64 = 0

  /// How many steps of SQLite's virtual machine lie between two looks. One step may move a whole row.
  private static let stepsBetweenLooks: Int32 = 100
  /// How long a record waits for a lock when all other work is to stop.
  private static let recordWait = Milliseconds(300)

  init(busyTimeout: Milliseconds, keepsRecords: Bool) {
    interruption = .current
    self.busyTimeout = busyTimeout
    self.keepsRecords = keepsRecords
  }

  /// Whether work on the connection is to stop.
  var isStopped: Bool { !keepsRecords && interruption.isRequested }

  /// Makes a connection ask; this object must live as long as it.
  func install(on handle: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    sqlite3_progress_handler(handle, Self.stepsBetweenLooks, { ConnectionHooks.progress($0) }, context)
    sqlite3_busy_handler(handle, { ConnectionHooks.busy($0, $1) }, context)
  }

  // MARK: Called by SQLite

  /// Not zero to stop. https://sqlite.org/c3ref/progress_handler.html
  private nonisolated static func progress(_ context: UnsafeMutableRawPointer?) -> Int32 {
    context.map { Unmanaged<ConnectionHooks>.fromOpaque($0).takeUnretainedValue().mustStop() } ?? 0
  }

  /// Not zero to try again. https://sqlite.org/c3ref/busy_handler.html
  private nonisolated static func busy(_ context: UnsafeMutableRawPointer?, _ calls: Int32) -> Int32 {
    context.map { Unmanaged<ConnectionHooks>.fromOpaque($0).takeUnretainedValue().wait(calls: calls) } ?? 0
  }

  private func mustStop() -> Int32 {
    if isStopped { return 1 }
    do {
      return try question?() ?? false ? 1 : 0
    } catch {
      failure = error
      return 1
    }
  }

  /// Waits as SQLite's own handler does, so that opencode meets no other neighbour than before; but that one
  /// cannot be told to stop. https://sqlite.org/c3ref/busy_timeout.html
  private func wait(calls: Int32) -> Int32 {
    if calls == 0 { waited = 0 }
    if isStopped { return 0 }
    let bound = interruption.isRequested ? min(busyTimeout, Self.recordWait) : busyTimeout
    let delays = Self.delays
    let delay = min(delays[min(Int(calls), delays.count - 1)], bound.count - waited)
    guard delay > 0 else { return 0 }
    Pause.sleeping(Milliseconds(delay))
    waited += delay
    return 1
  }

  /// Milliseconds before each new attempt; the last one for all that follow.
  private static let delays: [Int64] = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100]
}
