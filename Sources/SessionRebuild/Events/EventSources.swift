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

  /// Lists all events. A file of the archive that cannot be read is left out.
  ///
  /// - Throws: `SQLiteError`, `Interrupted`.
  func index() throws -> (index: EventIndex, unreadableFiles: [ArchiveError]) {
    let archived = archive?.entries ?? []
    var index = EventIndex()
    index.reserve(try (live?.count() ?? 0) + archived.reduce(0) { $0 + $1.events })
    try live?.forEachEvent { try add($0, to: &index) }
    var unreadableFiles: [ArchiveError] = []
    for (number, entry) in archived.enumerated() where entry.events > 0 {
      let known = index.count
      let reader = ArchiveIndexer(
        index: index, session: session.rawValue, source: .init(rawValue: Int32(number)))
      // The reader has it now: two of them would be two copies.
      index = EventIndex()
      do {
        try archive?.read(entry, with: reader)
        index = reader.index
      } catch let error as ArchiveError {
        index = reader.index
        index.keep(first: known)
        unreadableFiles.append(error)
      }
    }
    index.settle()
    return (index, unreadableFiles)
  }

  private func add(_ row: LiveEvents.Row, to index: inout EventIndex) throws {
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
    index.add(
      kind, about: subject, id: row.id, sequence: row.sequence, place: row.rowid.rawValue,
      in: .live)
  }
}

/// Lists the events of an archived state, each of which is read whole on the way: those that cannot be used are known
/// from then on.
private final class ArchiveIndexer: ArchivedEventReader {
  private(set) var index: EventIndex
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

  func end() {
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
    index.add(
      kind, about: subject, id: event.id, sequence: event.sequence, place: place, in: source)
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
