internal import Synchronization

/// Whether work is to stop before it is done. Everything that can last longer than a moment asks: connections at
/// each row, in long statements and while they wait for a lock, and whoever reads or writes archive files.
///
/// Work that is stopped throws `Interrupted`, which rolls back the transaction that is open.
public final class Interruption: Sendable {
  /// That of the process.
  public static let process = Interruption()
  /// The one that counts for what is done here: for connections and files opened, and threads started, from now on.
  @TaskLocal public static var current = Interruption.process

  private let wasRequested = Atomic(false)
  private let trigger: (@Sendable () -> Bool)?

  /// An interruption that was not requested yet.
  ///
  /// - Parameter trigger: asked at each look, so that a test can choose the moment; once true is for ever.
  public init(trigger: (@Sendable () -> Bool)? = nil) {
    self.trigger = trigger
  }

  /// Asks all work to stop. Safe in a signal handler, when the object was made before:
  /// https://man7.org/linux/man-pages/man7/signal-safety.7.html
  public func request() {
    wasRequested.store(true, ordering: .relaxed)
  }

  /// Whether somebody asked.
  public var isRequested: Bool {
    if wasSeen { return true }
    guard let trigger, trigger() else { return false }
    request()
    return true
  }

  /// Whether somebody asked who was heard already: a look that leaves no trace.
  var wasSeen: Bool { wasRequested.load(ordering: .relaxed) }

  /// Goes on, unless somebody asked to stop.
  ///
  /// - Throws: `Interrupted`.
  public func check() throws {
    if isRequested { throw Interrupted() }
  }
}

/// Work was stopped on request; what it was in the middle of is rolled back.
public struct Interrupted: Error, Hashable, Sendable {
  /// The one kind there is.
  public init() {}
}
