/// Which events there are of a session, without their contents: 32 bytes for each.
struct EventIndex {
  /// An event.
  struct Event {
    let sequence: Int64
    /// Its id, as a hash: tells those with one number apart.
    let identity: Int32
    /// Its rowid in the database, or which of the events of an archived state it is.
    let place: Int64
    /// What it is about, by its place in `names`.
    let subject: Int32
    let source: Source
    let kind: EventKind
  }

  /// Where an event is.
  struct Source: Hashable {
    /// The archived state, by its place in the list of them; -1: in the database.
    let rawValue: Int32

    static let live = Source(rawValue: -1)
    var isLive: Bool { self == .live }
  }

  /// What an event is about.
  enum Subject: Hashable {
    case session
    case message(String)
    case part(String)
    /// Something that is not understood, by its type.
    case other(String)
  }

  private(set) var events: [Event] = []
  /// The subjects, the session first.
  private(set) var names = [Subject.session]
  private var places = [Subject.session: Int32(0)]
  private var types = 0

  /// More types that are not understood than this are not told apart.
  private static let mostTypes = 64
  /// What stands for the others.
  static let furtherTypes = "…"

  /// How many events were added.
  var count: Int { events.count }

  /// Makes room.
  mutating func reserve(_ count: Int) { events.reserveCapacity(count) }

  /// Adds an event.
  mutating func add(
    _ kind: EventKind, about subject: Subject, id: String, sequence: Int64, place: Int64, in source: Source
  ) {
    events.append(
      Event(
        sequence: sequence, identity: Int32(truncatingIfNeeded: id.hashValue), place: place,
        subject: number(of: subject),
        source: source,
        kind: kind))
  }

  private mutating func number(of subject: Subject) -> Int32 {
    if let known = places[subject] { return known }
    if case .other(let type) = subject, type != Self.furtherTypes {
      guard types < Self.mostTypes else { return number(of: .other(Self.furtherTypes)) }
      types += 1
    }
    let number = Int32(names.count)
    names.append(subject)
    places[subject] = number
    return number
  }

  /// Forgets all events but the first ones.
  mutating func keep(first count: Int) { events.removeLast(events.count - count) }

  /// Types that are not understood, and how many events have them.
  var otherTypes: [String: Int] {
    var counts: [String: Int] = [:]
    for event in events where event.kind == .other {
      if case .other(let type) = names[Int(event.subject)] { counts[type, default: 0] += 1 }
    }
    return counts
  }

  /// Sorts the events by number and forgets all but the first of those that are the same. Those in the database
  /// come first of several with one number, then the later archived.
  mutating func settle() {
    events.sort { left, right in
      (left.sequence, left.source.order) < (right.sequence, right.source.order)
    }
    var kept = 0
    var first = 0
    for index in events.indices {
      let event = events[index]
      if kept == 0 || events[kept - 1].sequence != event.sequence { first = kept }
      if events[first..<kept].contains(where: { $0.identity == event.identity }) {
        continue
      }
      events[kept] = event
      kept += 1
    }
    events.removeLast(events.count - kept)
  }

  /// The numbers of the events; nil when there are none. After `settle`.
  func numbers(lastGiven: Int64?) -> SequenceNumbers? {
    guard let first = events.first, let last = events.last else { return nil }
    let repeated = zip(events, events.dropFirst()).count { $0.sequence == $1.sequence }
    return SequenceNumbers(
      first: first.sequence, highest: last.sequence, distinct: events.count - repeated, lastGiven: lastGiven)
  }

  /// Calls `body` with the events of each subject that is understood, the newest first. After `settle`.
  ///
  /// Each event is linked to the one before it of the same subject: sorting a million would take half as much memory
  /// again as they do.
  func forEachSubject(_ body: (Subject, [Event]) throws -> Void) rethrows {
    var newest = [Int32](repeating: -1, count: names.count)
    var previous = [Int32](repeating: -1, count: events.count)
    for (index, event) in events.enumerated() {
      previous[index] = newest[Int(event.subject)]
      newest[Int(event.subject)] = Int32(index)
    }
    for (subject, newest) in zip(names, newest) where newest >= 0 && subject.isUnderstood {
      var own: [Event] = []
      var index = newest
      while index >= 0 {
        own.append(events[Int(index)])
        index = previous[Int(index)]
      }
      own.sort { ($1.sequence, $0.source.order) < ($0.sequence, $1.source.order) }
      try body(subject, own)
    }
  }
}

extension EventIndex.Subject {
  /// Whether there is anything to be read of it.
  fileprivate var isUnderstood: Bool {
    if case .other = self { false } else { true }
  }
}

extension EventIndex.Source {
  /// A place in an order in which the database comes first, then the latest archived state.
  fileprivate var order: Int { isLive ? Int.min : -Int(rawValue) }
}
