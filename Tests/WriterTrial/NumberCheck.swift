public import TestSupport

/// Whether the numbers of events go on as if no event had been trimmed.
///
/// opencode takes the next number from `event_sequence` and never looks at the events.
public struct NumberCheck: Sendable {
  /// Sessions in which a writer got other numbers than those after the last one, one by one.
  public let interrupted: Set<String>
  /// Sessions whose sequence does not stand where the last event left it.
  public let displaced: Set<String>
  /// Sessions of which a number has no event that it had, or two.
  public let miscounted: Set<String>

  /// Whether nothing is wrong.
  public var isSound: Bool { interrupted.isEmpty && displaced.isEmpty && miscounted.isEmpty }

  /// Looks at every aggregate.
  ///
  /// - Parameters:
  ///   - before: the numbers before anybody wrote.
  ///   - records: what the writers say they wrote.
  ///   - after: the numbers in the end, what was trimmed included.
  public init(before: EventNumbers, records: [WriteRecord], after: EventNumbers) {
    let appended = Self.appended(records)
    var interrupted: Set<String> = []
    var displaced: Set<String> = []
    var miscounted: Set<String> = []
    for id in Set(before.aggregates.keys).union(after.aggregates.keys).union(appended.keys) {
      let old = before.aggregates[id] ?? EventNumbers.Aggregate()
      let new = after.aggregates[id] ?? EventNumbers.Aggregate()
      let given = appended[id] ?? Appended()
      let last = old.sequence ?? 0
      if given.numbers != given.numbers.indices.map({ last + 1 + Int64($0) }) { interrupted.insert(id) }
      let all = (old.events + given.events).sorted()
      if new.sequence == nil, old.sequence != nil || !given.numbers.isEmpty {
        // A writer has deleted it. What had been trimmed by then is in the archive all the same.
        if Set(new.events).count != new.events.count || !Set(new.events).isSubset(of: all) {
          miscounted.insert(id)
        }
        continue
      }
      if new.sequence != old.sequence.map({ $0 + Int64(given.numbers.count) }) ?? given.numbers.last {
        displaced.insert(id)
      }
      if new.events != all { miscounted.insert(id) }
    }
    (self.interrupted, self.displaced, self.miscounted) = (interrupted, displaced, miscounted)
  }

  /// What one session got.
  private struct Appended {
    var numbers: [Int64] = []
    /// Those of the numbers for which an event was kept.
    var events: [Int64] = []
  }

  /// A session is one writer's, and the journal has its writes in their order.
  private static func appended(_ records: [WriteRecord]) -> [String: Appended] {
    var appended: [String: Appended] = [:]
    for record in records {
      guard let number = record.eventNumber, case .committed(_, let new) = record.outcome else { continue }
      appended[number.aggregate, default: Appended()].numbers.append(number.number)
      guard new.contains(where: { $0.table == "event" }) else { continue }
      appended[number.aggregate, default: Appended()].events.append(number.number)
    }
    return appended
  }
}
