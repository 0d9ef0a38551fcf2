internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy
internal import Synchronization
internal import SystemdSupport

/// Passes over some databases, one after the other, in a thread of their own.
final class PassRun {
  /// One pass to run.
  struct Task: Hashable {
    let path: String
    let cause: Schedule.Cause
  }

  private let interruption: Interruption
  private let advanced: ProgressCounter
  private let reports: BoundedQueue<PassReport>
  private let live: LiveProgress
  private let worker: Worker

  /// Starts them.
  ///
  /// - Parameters:
  ///   - now: the clock.
  ///   - bell: rung whenever a report can be taken, and at the end.
  /// - Throws: `ReclaimError.system` when there is no thread to be had.
  init(
    _ tasks: [Task], settings: @escaping @Sendable (Timestamp) -> PassSettings,
    now: @escaping @Sendable () -> Timestamp, bell: Bell
  ) throws {
    // Everything that can last longer than a moment asks whether it is to stop, again and again: as long as it
    // does, it has not hung.
    let advanced = ProgressCounter()
    let interruption = Interruption {
      advanced.advance()
      return false
    }
    let (live, reports) = (LiveProgress(), BoundedQueue<PassReport>(capacity: tasks.count))
    (self.advanced, self.interruption, self.live, self.reports) = (advanced, interruption, live, reports)
    worker = try Interruption.$current.withValue(interruption) {
      try Worker {
        for task in tasks where !interruption.isRequested {
          live.begin(task.path)
          reports.put(Pass(path: task.path, settings: settings(now()), progress: live).run())
          bell.ring()
        }
        reports.close()
        bell.ring()
      }
    }
  }

  /// How far the work has come, in a unit that only grows.
  var advance: UInt64 { advanced.value }

  /// The database that is being worked on, and how far; nil between two.
  var progress: (path: String, PassProgress)? { live.current }

  /// Asks the pass to stop at the next slice; no other one is begun.
  func interrupt() { interruption.request() }

  /// The report of a pass that has ended; nil when there is none yet. Never waits.
  func nextReport() -> PassReport? { reports.takeIfAny() }

  /// Whether all have ended and all reports are taken.
  var isOver: Bool { reports.isAtEnd }

  /// Waits for the thread's end.
  func wait() { worker.wait() }
}

/// Written in the thread of the pass, read in the agent's.
private final class LiveProgress: ProgressObserver, Sendable {
  private let state = Mutex<(path: String, PassProgress)?>(nil)

  var current: (path: String, PassProgress)? { state.withLock { $0 } }

  func begin(_ path: String) {
    state.withLock { $0 = (path, PassProgress(phase: .survey, done: .zero, total: .zero)) }
  }

  func progress(_ phase: PassPhase, done: ByteCount, of total: ByteCount) {
    state.withLock { $0?.1 = PassProgress(phase: phase, done: done, total: total) }
  }
}
