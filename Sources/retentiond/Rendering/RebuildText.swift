internal import RetentionPolicy
internal import SessionRebuild

/// What was rebuilt of a session, and what was not, for people.
struct RebuildText {
  private let report: RebuildReport
  private let style: Style

  /// The text of a report.
  init(_ report: RebuildReport, style: Style) {
    self.report = report
    self.style = style
  }

  /// The text, a line break at its end.
  var text: String {
    var lines = LabelledLines()
    addResult(to: &lines)
    addStanding(to: &lines)
    addGuesses(to: &lines)
    addGaps(to: &lines)
    lines.add("never", "todos, the share and files beside the database: events do not hold them")
    if case .database = report.destination {
      lines.add("hint", "add \"\(report.session.text)\" to \"keep\", or the next pass may evict it")
    }
    return ([style.bold(report.session.text)] + lines.lines).joined(separator: "\n") + "\n"
  }

  /// What is not as it was, in one line; empty when all is.
  var shortcomings: String {
    var lines = LabelledLines()
    addStanding(to: &lines)
    addGuesses(to: &lines)
    addGaps(to: &lines)
    return lines.sentence
  }

  private func addResult(to lines: inout LabelledLines) {
    lines.add(
      "rebuilt",
      "\(report.messages.counted("message")) and \(report.parts.counted("part")) of “\(report.title.printable)”, "
        + report.bytes.text)
    lines.add(
      "from",
      "\(report.liveEvents.counted("event")) in the database and \(report.archivedEvents) in the archive")
    for file in report.archiveFiles { lines.add("from", file.printable) }
    switch report.destination {
    case .database(let path): lines.add("into", path.printable)
    case .file(let path): lines.add("into", path.printable)
    case .standardOutput: lines.add("into", "standard output")
    }
  }

  private func addStanding(to lines: inout LabelledLines) {
    if report.standing > 0 {
      lines.add("left", "\(Self.rows(report.standing)) as in the database")
    }
  }

  private func addGuesses(to lines: inout LabelledLines) {
    if report.sessionCopies == 0 { lines.add("missing", "every copy of the session itself") }
    if !report.guessed.isEmpty {
      lines.add("guessed", "\(report.guessed.joined(separator: ", ")): no event says what they were")
    }
    if let project = report.replacedProject {
      lines.add(
        "project", "\(project.used.printable), as its own, \(project.missing.printable), is gone")
    }
    if let parent = report.missingParent {
      lines.add("missing", "the session that it descends from, \(parent.text), in the database")
    }
    if let number = report.deletion {
      lines.add("deleted", "opencode deleted the session with event \(number), after its last copy")
    }
    if report.isHidden {
      lines.add("hidden", "the database is opencode 2's, which does not show sessions of opencode 1")
    }
  }

  private func addGaps(to lines: inout LabelledLines) {
    if !report.missingMessages.isEmpty {
      lines.add(
        "missing",
        "\(report.missingMessages.count.counted("message")) without a copy; "
          + "\(report.partsLeftOut.counted("part")) of theirs left out, as opencode would not show them")
    }
    if let numbers = report.numbers, numbers.missing > 0 {
      lines.add(
        "missing", "\(numbers.missing) of the events from number \(numbers.first) to \(numbers.last)")
    }
    if report.unreadableEvents > 0 {
      let older = report.olderCopies > 0 ? "; older copies taken of \(Self.rows(report.olderCopies))" : ""
      lines.add("unread", "\(report.unreadableEvents.counted("event")) that cannot be read\(older)")
    }
    if !report.otherTypes.isEmpty {
      let types = report.otherTypes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      lines.add(
        "unread",
        "not understood: "
          + types.map { "\($0.value) of \($0.key.printable)" }.joined(separator: ", "))
    }
    if report.taken > 0 {
      lines.add("missing", "\(Self.rows(report.taken)) whose ids another session has")
    }
    if report.earlierLife > 0 {
      lines.add(
        "left",
        "\(report.earlierLife.counted("event")) in the archive of an earlier life of the session, with the same numbers"
      )
    }
    if report.removed > 0 {
      lines.add("removed", "\(Self.rows(report.removed)) that were removed in opencode stay away")
    }
    if report.lacksSequence {
      lines.add("missing", "the row of event_sequence, and was left so: opencode would count from 0")
    }
  }

  /// So many messages and parts.
  private static func rows(_ count: Int) -> String {
    count == 1 ? "1 message or part" : "\(count) messages and parts"
  }
}
