internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Reads the newest copy of each message, of each part and of the session, and nothing else. Of one that cannot be
/// read the copy before it is taken.
struct CopyCollector {
  private let sources: EventSources
  private let values: ValueFile
  private let copies: Copies
  private let wanted: WantedEvents
  private var progress = Progress(subject: .session)

  /// How far the events of one subject have been gone through, the newest first.
  private struct Progress {
    let subject: EventIndex.Subject
    /// The number of the event by which it was removed last.
    var removal: Int64?
    /// Whether there are copies, and any that are newer than that.
    var hasCopies = false
    var hasLaterCopies = false
    /// Whether a copy could not be read.
    var hasFailed = false
    /// Whether nothing older counts.
    var isDone = false
  }

  /// Reads copies. The caller holds a read transaction.
  ///
  /// - Throws: `SQLiteError`, `ArchiveError`, `Interrupted`.
  static func collect(
    from sources: EventSources, _ index: EventIndex, into copies: Copies, _ files: WorkFiles
  ) throws {
    var collector = CopyCollector(
      sources: sources, values: files.values, copies: copies, wanted: try WantedEvents(in: files.scratch))
    let deletion = index.tally.newestDeletion
    // What was written after it was deleted is another session, of which nothing before is to come back.
    let since = deletion.flatMap { $0 < index.tally.newestCopy ?? .min ? $0 + 1 : nil }
    if since == nil { copies.deletion = deletion }
    try index.forEachEvent(from: since ?? .min) { try collector.take($1, of: $0) }
    collector.endSubject()
    try collector.readArchive()
    try copies.dropPartsOfRemovedMessages()
  }

  private init(sources: EventSources, values: ValueFile, copies: Copies, wanted: WantedEvents) {
    self.sources = sources
    self.values = values
    self.copies = copies
    self.wanted = wanted
  }

  // MARK: Choosing

  private mutating func take(_ event: EventIndex.Event, of subject: EventIndex.Subject) throws {
    if subject != progress.subject {
      endSubject()
      progress = Progress(subject: subject)
    }
    if subject == .session { try takeSession(event) } else { try take(event) }
  }

  private mutating func take(_ event: EventIndex.Event) throws {
    guard event.kind.isCopy else {
      guard progress.removal == nil else { return }
      progress.removal = event.sequence
      if case .message(let id) = progress.subject {
        try copies.add(removalOf: id, sequence: event.sequence)
      }
      return
    }
    progress.hasCopies = true
    guard !progress.isDone, progress.removal.map({ event.sequence > $0 }) ?? true else { return }
    progress.hasLaterCopies = true
    guard try event.source.isLive ? readLive(event) : want(event) else {
      progress.hasFailed = true
      return
    }
    progress.isDone = true
    if progress.hasFailed { copies.olderTaken += 1 }
  }

  private mutating func endSubject() {
    if progress.hasCopies, !progress.hasLaterCopies { copies.removed += 1 }
  }

  /// The newest of the session's events first, back to a full copy.
  private mutating func takeSession(_ event: EventIndex.Event) throws {
    if event.kind == .unreadable { copies.unreadable += 1 }
    guard event.kind.isCopy, !progress.isDone else { return }
    if event.source.isLive {
      progress.isDone = try readLiveSession(event)
    } else {
      progress.isDone = try want(event) && event.kind == .fullSession
    }
  }

  /// It was seen before that it can be read.
  private func want(_ event: EventIndex.Event) throws -> Bool {
    try wanted.add(event)
    return true
  }

  // MARK: Reading

  private func readLive(_ event: EventIndex.Event) throws -> Bool {
    var reader = CopyReader(event.kind, of: sources.session.rawValue, keepingIn: values)
    let isJSON = try sources.live?.read(RowID(event.place), &reader) ?? false
    // An id may stand in it twice.
    let isOfSubject = reader.facts.id == progress.subject.id
    guard isJSON, reader.isUsable, isOfSubject, let data = try reader.finish() else {
      copies.unreadable += 1
      return false
    }
    try copies.add(event, reader.facts, data)
    return true
  }

  /// Whether it was a full copy.
  private func readLiveSession(_ event: EventIndex.Event) throws -> Bool {
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

  private func readArchive() throws {
    guard let archive = sources.archive else { return }
    for source in try wanted.sources() {
      let reader = try WantedReader(
        events: wanted.events(of: source), copies: copies, values: values, session: sources.session.rawValue)
      try archive.read(source.entry(of: archive.entries), with: reader)
    }
  }
}
