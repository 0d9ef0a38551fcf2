internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Reads the newest copy of each message, of each part and of the session, and nothing else. Of one that cannot be
/// read the copy before it is taken.
struct CopyCollector {
  private let sources: EventSources
  private let values: ValueFile
  private(set) var copies = Copies()
  /// Which archived events are wanted, by state and by place.
  private var wanted: [EventIndex.Source: [Int64: EventIndex.Event]] = [:]

  /// Reads copies into a file of values. The caller holds a read transaction.
  ///
  /// - Throws: `SQLiteError`, `ArchiveError`, `Interrupted`.
  static func collect(from sources: EventSources, _ index: EventIndex, into values: ValueFile) throws
    -> Copies
  {
    var collector = CopyCollector(sources: sources, values: values)
    let newestCopy = index.events.last { $0.kind.isCopy }?.sequence ?? .min
    let deletion = index.events.last { $0.kind == .sessionRemoval }?.sequence
    // What was written after it was deleted is another session, of which nothing before is to come back.
    let since = deletion.flatMap { $0 < newestCopy ? $0 : nil }
    if since == nil { collector.copies.deletion = deletion }
    try index.forEachSubject { subject, events in
      let events = events.filter { event in since.map { event.sequence > $0 } ?? true }
      if subject == .session {
        try collector.chooseSession(events)
      } else {
        try collector.choose(events, of: subject)
      }
    }
    try collector.readArchive()
    collector.copies.dropPartsOfRemovedMessages()
    return collector.copies
  }

  private init(sources: EventSources, values: ValueFile) {
    self.sources = sources
    self.values = values
  }

  private mutating func choose(_ events: [EventIndex.Event], of subject: EventIndex.Subject) throws {
    let removal = events.first { $0.kind == .messageRemoval || $0.kind == .partRemoval }?.sequence
    if case .message(let id) = subject, let removal { copies.messageRemovals[id] = removal }
    let all = events.filter { $0.kind.isCopy }
    let later = all.filter { event in removal.map { event.sequence > $0 } ?? true }
    if later.isEmpty, !all.isEmpty { copies.removed += 1 }
    for (number, event) in later.enumerated() {
      guard try event.source.isLive ? readLive(event) : want(event) else { continue }
      if number > 0 { copies.olderTaken += 1 }
      return
    }
  }

  /// The newest of the session's events first, back to a full copy.
  private mutating func chooseSession(_ events: [EventIndex.Event]) throws {
    copies.unreadable += events.count { $0.kind == .unreadable }
    for event in events where event.kind.isCopy {
      if event.source.isLive {
        if try readLiveSession(event) { return }
      } else {
        _ = want(event)
        if event.kind == .fullSession { return }
      }
    }
  }

  private mutating func want(_ event: EventIndex.Event) -> Bool {
    wanted[event.source, default: [:]][event.place] = event
    return true
  }

  // MARK: The database

  private mutating func readLive(_ event: EventIndex.Event) throws -> Bool {
    var reader = CopyReader(event.kind, of: sources.session.rawValue, keepingIn: values)
    let isJSON = try sources.live?.read(RowID(event.place), &reader) ?? false
    guard isJSON, reader.isUsable, let data = try reader.finish() else {
      copies.unreadable += 1
      return false
    }
    copies.add(event, reader.facts, data)
    return true
  }

  /// Whether it was a full copy.
  private mutating func readLiveSession(_ event: EventIndex.Event) throws -> Bool {
    let state = copies.session
    var reader = SessionReader(of: sources.session.rawValue, keepingIn: values) { member in
      state.wants(member, from: event.sequence)
    }
    let isJSON = try sources.live?.read(RowID(event.place), &reader) ?? false
    guard isJSON, reader.isUsable else {
      copies.unreadable += 1
      return false
    }
    copies.session.merge(reader.copy, from: event.sequence)
    return SessionState.isFull(reader.copy)
  }

  // MARK: The archive

  private mutating func readArchive() throws {
    for (source, events) in wanted.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      guard let archive = sources.archive else { return }
      let reader = WantedReader(
        events: events, copies: copies, values: values, session: sources.session.rawValue)
      // The reader has them now: two of them would be two copies.
      copies = Copies()
      try archive.read(archive.entries[Int(source.rawValue)], with: reader)
      copies = reader.copies
    }
  }
}

/// Takes those events of an archived state that are wanted; all of them were read before.
private final class WantedReader: ArchivedEventReader {
  private let events: [Int64: EventIndex.Event]
  private(set) var copies: Copies
  private let values: ValueFile
  private let session: String
  private var place: Int64 = -1
  private var event: EventIndex.Event?
  private var walker = MemberWalker()
  private var copy: CopyReader
  private var state: SessionReader

  init(events: [Int64: EventIndex.Event], copies: Copies, values: ValueFile, session: String) {
    self.events = events
    self.copies = copies
    self.values = values
    self.session = session
    copy = CopyReader(.other, of: session)
    state = SessionReader(of: session, keepingIn: nil) { _ in false }
  }

  func begin(_ event: ArchivedEvents.Event) {
    place += 1
    self.event = events[place]
    guard let event = self.event else { return }
    walker = MemberWalker()
    if event.kind.isSession {
      state = SessionReader(of: session, keepingIn: values) { [known = copies.session] member in
        known.wants(member, from: event.sequence)
      }
    } else {
      copy = CopyReader(event.kind, of: session, keepingIn: values)
    }
  }

  func append(_ piece: UnsafeRawBufferPointer) throws {
    guard let event else { return }
    if event.kind.isSession { try walker.scan(piece, &state) } else { try walker.scan(piece, &copy) }
  }

  func end() throws {
    guard let event else { return }
    if event.kind.isSession {
      copies.session.merge(state.copy, from: event.sequence)
    } else if let data = try copy.finish() {
      copies.add(event, copy.facts, data)
    }
  }
}

extension EventKind {
  /// Whether it says something of the session itself.
  fileprivate var isSession: Bool { self == .session || self == .fullSession }
}
