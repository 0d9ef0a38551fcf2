/// What a session's events come to in numbers.
struct EventTally {
  /// How many events there are in each place.
  private(set) var counts: [EventIndex.Source: Int] = [:]
  /// Types that are not understood, and how many events have them.
  private(set) var otherTypes: [String: Int] = [:]
  /// The number of the newest copy of anything.
  private(set) var newestCopy: Int64?
  /// The number of the newest event that says that the session is gone.
  private(set) var newestDeletion: Int64?
  /// The lowest and the highest number.
  private(set) var first = Int64.max
  private(set) var last = Int64.min

  /// More types that are not understood than this are not told apart.
  private static let mostTypes = 64
  /// What stands for the others.
  static let furtherTypes = "…"

  /// How many events there are.
  var count: Int { counts.values.reduce(0, +) }

  /// Counts an event.
  mutating func add(_ event: EventIndex.Event, about subject: EventIndex.Subject) {
    counts[event.source, default: 0] += 1
    first = min(first, event.sequence)
    last = max(last, event.sequence)
    if event.kind.isCopy { newestCopy = max(newestCopy ?? .min, event.sequence) }
    if event.kind == .sessionRemoval { newestDeletion = max(newestDeletion ?? .min, event.sequence) }
    if case .other(let type) = subject {
      let isTold = otherTypes[type] != nil || otherTypes.count < Self.mostTypes
      otherTypes[isTold ? type : Self.furtherTypes, default: 0] += 1
    }
  }
}
