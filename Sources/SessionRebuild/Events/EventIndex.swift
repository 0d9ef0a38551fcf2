internal import OpencodeStore

/// Which events there are of a session, without their contents. They stand in the scratch database, and take about a
/// hundred bytes each there.
final class EventIndex {
  /// An event.
  struct Event {
    let sequence: Int64
    let kind: EventKind
    let source: Source
    /// Its rowid in the database, or which of the events of an archived state it is.
    let place: Int64
  }

  /// Where an event is; of several places the first counts.
  struct Source: Hashable {
    /// Which archived state, counted from the latest, which is 1; 0: in the database.
    let rawValue: Int

    static let live = Source(rawValue: 0)
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

  private let scratch: Connection
  private let insert: Statement
  /// What the events come to.
  private(set) var tally = EventTally()
  /// The archived state that may be the session itself; nil: there is none.
  private(set) var whole: WholeState?

  /// The index holds each row twice, sorted by number and by subject: sorting them later would take memory, or a file
  /// wherever SQLite puts it.
  private static let schema = """
    CREATE TABLE event (
      sequence INTEGER, identity INTEGER, about INTEGER, subject TEXT, kind INTEGER, source INTEGER, place INTEGER,
      PRIMARY KEY (sequence, identity)
    ) WITHOUT ROWID;
    CREATE INDEX event_subject ON event (about, subject, sequence DESC, kind, source, place)
      WHERE about IS NOT NULL;
    """

  /// An index without events.
  ///
  /// - Throws: `SQLiteError`.
  init(in scratch: Connection, whole: Source?) throws {
    self.scratch = scratch
    self.whole = whole.map { WholeState(in: $0) }
    try scratch.execute(Self.schema)
    insert = try scratch.prepare("INSERT OR IGNORE INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
  }

  /// Adds an event, unless it is known from elsewhere.
  ///
  /// - Parameter id: its id, which tells those with one number apart.
  /// - Throws: `SQLiteError`.
  func add(_ event: Event, about subject: Subject, id: String) throws {
    let identity = Int64(Int32(truncatingIfNeeded: id.hashValue))
    whole?.note(sequence: event.sequence, identity: identity, in: event.source)
    try insert.bind(event.sequence, at: 1)
    try insert.bind(identity, at: 2)
    try insert.bind(ifAny: subject.kind, at: 3)
    try insert.bind(subject.id ?? "", at: 4)
    try insert.bind(event.kind.rawValue, at: 5)
    try insert.bind(Int64(event.source.rawValue), at: 6)
    try insert.bind(event.place, at: 7)
    try insert.run()
    if scratch.changes > 0 { tally.add(event, about: subject) }
  }

  /// Adds all events of a place, or none of them when `body`, which adds them, throws, or when they are of an earlier life
  /// of the session: under a number of theirs stands another event that is known from a later place.
  ///
  /// - Returns: whether they were added.
  /// - Throws: `SQLiteError`, or what `body` throws.
  func addAll(of source: Source, _ body: () throws -> Void) throws -> Bool {
    let before = tally
    do { try body() } catch {
      try forget(source, tally: before)
      throw error
    }
    guard try areOfEarlierLife(source) else { return true }
    try forget(source, tally: before)
    return false
  }

  private func areOfEarlierLife(_ source: Source) throws -> Bool {
    try scratch.integer(
      """
      SELECT EXISTS (SELECT 1 FROM event AS own JOIN event AS other
        ON other.sequence = own.sequence AND other.identity <> own.identity AND other.source < own.source
        WHERE own.source = \(source.rawValue))
      """) != 0
  }

  private func forget(_ source: Source, tally before: EventTally) throws {
    tally = before
    whole?.forget(source)
    try scratch.execute("DELETE FROM event WHERE source = \(source.rawValue)")
  }

  /// The numbers of the events; nil when there are none.
  ///
  /// - Throws: `SQLiteError`.
  func numbers(lastGiven: Int64?) throws -> SequenceNumbers? {
    guard tally.count > 0 else { return nil }
    let distinct = try scratch.integer("SELECT count(*) FROM (SELECT DISTINCT sequence FROM event)")
    return SequenceNumbers(
      first: tally.first, highest: tally.last, distinct: Int(distinct), lastGiven: lastGiven)
  }

  /// Calls `body` with the events of each subject that is understood, subject by subject, and of each the newest first:
  /// of several with one number what removes before what copies, then those in the database, then the later archived.
  ///
  /// - Parameter lowest: the lowest number that counts.
  /// - Throws: `SQLiteError`, or what `body` throws.
  func forEachEvent(from lowest: Int64, _ body: (Subject, Event) throws -> Void) throws {
    let select = try scratch.prepare(
      """
      SELECT about, subject, sequence, kind, source, place FROM event WHERE about IS NOT NULL AND sequence >= ?1
      ORDER BY about, subject, sequence DESC, kind, source
      """)
    try select.bind(lowest, at: 1)
    try select.forEachRow { row in
      let subject = Subject(kind: row.integer(at: 0), id: row.text(at: 1) ?? "")
      guard let kind = EventKind(rawValue: row.integer(at: 3)) else { return }
      let source = Source(rawValue: Int(row.integer(at: 4)))
      try body(
        subject, Event(sequence: row.integer(at: 2), kind: kind, source: source, place: row.integer(at: 5)))
    }
  }
}

extension EventIndex.Subject {
  /// The id of the message or part; nil: it is none.
  var id: String? {
    switch self {
    case .message(let id), .part(let id): id
    case .session, .other: nil
    }
  }

  /// What stands in the column `about`; nil for what is not understood.
  fileprivate var kind: Int64? {
    switch self {
    case .session: 0
    case .message: 1
    case .part: 2
    case .other: nil
    }
  }

  fileprivate init(kind: Int64, id: String) {
    self = kind == 0 ? .session : kind == 1 ? .message(id) : .part(id)
  }
}
