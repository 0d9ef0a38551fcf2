internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Where events of a session are.
struct EventSources {
  let session: SessionID
  /// Those in the database; nil: there are none, or no database.
  let live: LiveEvents?
  /// Those in the archive; nil: there is none.
  let archive: ArchivedEvents?

  /// The archived state that a restore would bring back whole; nil: there is none, or the session came back from there.
  var whole: EventIndex.Source? {
    let archived = archive?.entries ?? []
    guard let place = archived.lastIndex(where: \.holdsSession), !archived[place].isBack else { return nil }
    return EventIndex.Source(rawValue: archived.count - place)
  }

  /// Whether any events come before those of an archived state.
  ///
  /// - Throws: `SQLiteError`.
  func haveEvents(before source: EventIndex.Source) throws -> Bool {
    let later = archive?.entries.suffix(source.rawValue - 1) ?? []
    return try later.contains { $0.events > 0 } || live.map { try !$0.isEmpty() } ?? false
  }

  /// What was left out of the list of events.
  struct Omissions {
    /// What kept files of the archive from being read.
    var unreadableFiles: [ArchiveError] = []
    /// Events of an earlier life of the session, which was deleted and imported anew.
    var earlierLife = 0
  }

  /// Lists all events. A file of the archive that cannot be read is left out.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  func list(in index: EventIndex) throws -> Omissions {
    try live?.forEachEvent { try add($0, to: index) }
    var omissions = Omissions()
    let archived = archive?.entries ?? []
    // The later archived first: of what lies in several places the first that is added counts.
    for number in stride(from: 1, through: archived.count, by: 1) {
      let source = EventIndex.Source(rawValue: number)
      let entry = source.entry(of: archived)
      guard entry.events > 0 else { continue }
      do {
        let isAdded = try index.addAll(of: source) {
          try archive?.read(
            entry, with: ArchiveIndexer(index: index, session: session.rawValue, source: source))
        }
        guard !isAdded else { continue }
        // What was archived before is of that life, too, or of one before it.
        omissions.earlierLife = archived.prefix(archived.count - number + 1).reduce(0) { $0 + $1.events }
        return omissions
      } catch let error as ArchiveError {
        omissions.unreadableFiles.insert(error, at: 0)
      }
    }
    return omissions
  }

  private func add(_ row: LiveEvents.Row, to index: EventIndex) throws {
    var kind = EventKind(type: row.type)
    var subject = kind == .other ? EventIndex.Subject.other(row.type) : .session
    if let live, kind.hasOwnSubject {
      var reader = CopyReader(kind, of: session.rawValue)
      if try live.glance(at: row.rowid, &reader), let name = kind.subject(reader.subject) {
        subject = name
      } else {
        kind = .unreadable
      }
    }
    try index.add(
      .init(sequence: row.sequence, kind: kind, source: .live, place: row.rowid.rawValue), about: subject,
      id: row.id)
  }
}

extension EventIndex.Source {
  /// The archived state, of all that there are, the oldest first.
  func entry(of archived: [ArchivedEvents.Entry]) -> ArchivedEvents.Entry {
    archived[archived.count - rawValue]
  }
}

/// Lists the events of an archived state, each of which is read whole on the way: those that cannot be used are known
/// from then on.
private final class ArchiveIndexer: ArchivedEventReader {
  private let index: EventIndex
  private let session: String
  private let source: EventIndex.Source
  private var place: Int64 = -1
  private var event: ArchivedEvents.Event?
  private var kind = EventKind.other
  private var walker = MemberWalker()
  private var copy: CopyReader
  private var state: SessionReader

  init(index: EventIndex, session: String, source: EventIndex.Source) {
    self.index = index
    self.session = session
    self.source = source
    copy = CopyReader(.other, of: session)
    state = SessionReader(of: session, keepingIn: nil) { _ in false }
  }

  func begin(_ event: ArchivedEvents.Event) {
    self.event = event
    kind = EventKind(type: event.type)
    place += 1
    walker = MemberWalker()
    copy = CopyReader(kind, of: session)
    state = SessionReader(of: session, keepingIn: nil) { _ in false }
  }

  func append(_ piece: UnsafeRawBufferPointer) throws {
    if kind.hasOwnSubject {
      try walker.scan(piece, &copy)
    } else if kind == .session {
      try walker.scan(piece, &state)
    }
  }

  func end() throws {
    guard let event else { return }
    var subject = kind == .other ? EventIndex.Subject.other(event.type) : .session
    let isJSON = walker.isComplete && !walker.isInvalid
    if kind.hasOwnSubject {
      if isJSON, copy.isUsable, let name = kind.subject(copy.subject) {
        subject = name
      } else {
        kind = .unreadable
      }
    } else if kind == .session {
      kind =
        !isJSON || !state.isUsable ? .unreadable : SessionState.isFull(state.copy) ? .fullSession : .session
    }
    try index.add(
      .init(sequence: event.sequence, kind: kind, source: source, place: place), about: subject, id: event.id)
  }
}

extension EventKind {
  /// Whether it is about a message or a part.
  fileprivate var hasOwnSubject: Bool {
    switch self {
    case .message, .part, .messageRemoval, .partRemoval: true
    case .session, .fullSession, .sessionRemoval, .other, .unreadable: false
    }
  }

  /// What it is about, by its id.
  fileprivate func subject(_ id: String?) -> EventIndex.Subject? {
    guard let id else { return nil }
    return self == .message || self == .messageRemoval ? .message(id) : .part(id)
  }
}
