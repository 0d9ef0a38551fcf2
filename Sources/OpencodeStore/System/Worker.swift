internal import Glibc

/// A thread that runs one piece of work and is waited for.
public final class Worker {
  private var thread = pthread_t()
  private var isJoined = false

  /// Starts the work, for which the same interruption and damage log count as here.
  ///
  /// - Throws: `ReclaimError.system` when the system has no thread to give.
  public init(_ work: @escaping @Sendable () -> Void) throws {
    let box = Unmanaged.passRetained(Box(work, Interruption.current, DamageLog.current))
    let code = pthread_create(&thread, nil, { Worker.run($0) }, box.toOpaque())
    guard code == 0 else {
      box.release()
      isJoined = true
      throw ReclaimError.system(operation: "the start", path: "a thread", code: code)
    }
  }

  deinit {
    wait()
  }

  /// Waits until the work has ended.
  public func wait() {
    guard !isJoined else { return }
    isJoined = true
    pthread_join(thread, nil)
  }

  private nonisolated static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let pointer { Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().run() }
    return nil
  }

  private final class Box: Sendable {
    private let work: @Sendable () -> Void
    private let interruption: Interruption
    private let damageLog: DamageLog?

    init(_ work: @escaping @Sendable () -> Void, _ interruption: Interruption, _ damageLog: DamageLog?) {
      self.work = work
      self.interruption = interruption
      self.damageLog = damageLog
    }

    func run() {
      Interruption.$current.withValue(interruption) {
        DamageLog.$current.withValue(damageLog, operation: work)
      }
    }
  }
}
