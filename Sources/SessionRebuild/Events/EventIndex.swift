/// Which events there are of a session, without their contents: 32 bytes for each.
struct EventIndex {
  /// An event.
  struct Event {
    let sequence: Int64
    /// Its id, as a hash.
    let identity: Int
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
    let rawValue: Int16

    static let live = Source(rawValue: -1)
    var isLive: Bool { self == .live }
  }

  /// What an event is about.
  enum Subject: Hashable {
    case session
    case message(String)
    case part(String)
  }

  private(set) var events: [Event] = []
  /// The subjects, the session first.
  private(set) var names = [Subject.session]
  private var places = [Subject.session: Int32(0)]
  /// Types that are not understood, and how many events have them.
  private(set) var otherTypes: [String: Int] = [:]

  /// More types than this are not told apart.
  private static let mostTypes = 64
  static let furtherTypes = "…"

  /// How many events were added.
  var count: Int { events.count }

  /// Makes room.
  mutating func reserve(_ count: Int) { events.reserveCapacity(count) }

  /// Adds an event.
  mutating func add(
    _ kind: EventKind, about subject: Subject, type: String, id: String, sequence: Int64, place: Int64,
    in source: Source
  ) {
    if kind == .other {
      let isNew = otherTypes[type] == nil && otherTypes.count >= Self.mostTypes
      otherTypes[isNew ? Self.furtherTypes : type, default: 0] += 1
    }
    events.append(
      Event(
        sequence: sequence, identity: id.hashValue, place: place, subject: number(of: subject), source: source,
        kind: kind))
  }

  private mutating func number(of subject: Subject) -> Int32 {
    if let known = places[subject] { return known }
    let number = Int32(names.count)
    names.append(subject)
    places[subject] = number
    return number
  }

  /// Forgets all events but the first ones, and the types of the others.
  mutating func keep(first count: Int, otherTypes: [String: Int]) {
    events.removeLast(events.count - count)
    self.otherTypes = otherTypes
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

  /// Calls `body` with the events of each subject, the newest first. After `settle`.
  mutating func forEachSubject(_ body: (Subject, ArraySlice<Event>) throws -> Void) rethrows {
    events.sort { left, right in
      (left.subject, right.sequence, left.source.order) < (right.subject, left.sequence, right.source.order)
    }
    var rest = events[...]
    while let first = rest.first {
      let same = rest.prefix { $0.subject == first.subject }
      try body(names[Int(first.subject)], same)
      rest = rest[same.endIndex...]
    }
  }
}

extension EventIndex.Source {
  /// A place in an order in which the database comes first, then the latest archived state.
  fileprivate var order: Int { isLive ? Int.min : -Int(rawValue) }
}
