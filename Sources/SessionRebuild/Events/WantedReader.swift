internal import SessionArchive

/// Takes those events of an archived state that are wanted; all of them were read before.
final class WantedReader: ArchivedEventReader {
  private let events: () throws -> EventIndex.Event?
  private let copies: Copies
  private let values: ValueFile
  private let session: String
  private var place: Int64 = -1
  /// The next one that is wanted, and whether it is the one at hand.
  private var event: EventIndex.Event?
  private var isWanted = false
  private var walker = MemberWalker()
  private var copy: CopyReader
  private var state: SessionReader

  /// A reader.
  ///
  /// - Parameter events: the next wanted event of the state each time.
  /// - Throws: what `events` throws.
  init(
    events: @escaping () throws -> EventIndex.Event?, copies: Copies, values: ValueFile, session: String
  ) throws {
    self.events = events
    self.copies = copies
    self.values = values
    self.session = session
    copy = CopyReader(.other, of: session)
    state = SessionReader(of: session, keepingIn: nil) { _ in false }
    event = try events()
  }

  func begin(_ event: ArchivedEvents.Event) {
    place += 1
    guard let event = self.event, event.place == place else { return }
    isWanted = true
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
    guard isWanted, let event else { return }
    if event.kind.isSession { try walker.scan(piece, &state) } else { try walker.scan(piece, &copy) }
  }

  func end() throws {
    guard isWanted, let event else { return }
    if event.kind.isSession {
      copies.session.merge(state.copy, from: event.sequence)
    } else if let data = try copy.finish() {
      try copies.add(event, copy.facts, data)
    }
    isWanted = false
    self.event = try events()
  }
}

extension EventKind {
  /// Whether it says something of the session itself.
  fileprivate var isSession: Bool { self == .session || self == .fullSession }
}
