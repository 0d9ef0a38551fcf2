internal import Synchronization

/// Counts how far work has come, in one thread, and is read in another.
public final class ProgressCounter: Sendable {
  private let count = Atomic<UInt64>(0)

  /// Nothing done so far.
  public init() {}

  /// The work has advanced.
  public func advance(by amount: UInt64 = 1) {
    count.wrappingAdd(amount, ordering: .relaxed)
  }

  /// How far it has come.
  public var value: UInt64 { count.load(ordering: .relaxed) }
}
