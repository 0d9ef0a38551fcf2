internal import SessionArchive

extension RebuildReport {
  /// Notes which events there were.
  ///
  /// - Parameter archived: the states that the archive holds, the oldest first.
  mutating func note(
    _ events: EventTally, _ numbers: SequenceNumbers?, archived: [ArchivedEvents.Entry]
  ) {
    liveEvents = events.counts[.live] ?? 0
    archivedEvents = events.count - liveEvents
    // The oldest first, each file once.
    let sources = events.counts.keys.filter { !$0.isLive }.sorted { $0.rawValue > $1.rawValue }
    archiveFiles = sources.map { $0.entry(of: archived).file }.reduce(into: []) { files, file in
      if !files.contains(file) { files.append(file) }
    }
    self.numbers = numbers
    otherTypes = events.otherTypes
  }

  /// Notes what was read of the events.
  mutating func note(_ copies: Copies) {
    sessionCopies = copies.session.copies
    removed = copies.removed
    unreadableEvents = copies.unreadable
    olderCopies = copies.olderTaken
  }

  /// Notes what is written.
  mutating func note(_ rebuilt: RebuiltSession) {
    title = rebuilt.row.title
    messages = rebuilt.messages
    parts = rebuilt.hosts.parts
    standing = rebuilt.standing
    bytes = rebuilt.bytes
    guessed = rebuilt.row.guessed
    missingMessages = rebuilt.hosts.missingMessages
    partsLeftOut = rebuilt.hosts.partsLeftOut
    taken = rebuilt.taken
    if let project = rebuilt.row.project, let missing = project.missing {
      replacedProject = .init(missing: missing, used: project.id)
    }
  }
}
