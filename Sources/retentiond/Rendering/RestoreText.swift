internal import RetentionEngine
internal import RetentionPolicy
internal import SessionArchive

/// What a restore put back, for people.
struct RestoreText {
  private let results: [RestorePass.Result]
  private let style: Style

  /// The text of results.
  init(_ results: [RestorePass.Result], style: Style) {
    self.results = results
    self.style = style
  }

  /// The text, a line break at its end; empty when nothing came back.
  var text: String {
    let lines = results.flatMap { result -> [String] in
      switch result.outcome {
      case .restored(let report, _): self.lines(report, askedFor: result.id)
      case .partlyRestored(let part): self.lines(part.report, askedFor: result.id)
      case .alongWith(let root): ["\(style.bold(result.id.text)): came back with \(root.text)"]
      case .stood(let root):
        ["\(style.bold(result.id.text)): stands in the database and was left; see \(root.text)"]
      case .failed: []
      }
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ report: RestoreReport, askedFor id: SessionID) -> [String] {
    var lines = LabelledLines()
    if report.parts.isEmpty { return rows(report) }
    let project = report.references > 0 ? " and \(report.references.counted("project row"))" : ""
    lines.add(
      "restored",
      "\(report.sessions.count.counted("session")) with \(report.rows.counted("row"))\(project), "
        + "\(report.plainBytes.text), compared with the archive")
    let rows = report.trims.reduce(0) { $0 + $1.rows }
    if rows > 0 { lines.add("", "\(rows.counted("row")) of it had gone before the sessions did") }
    addFiles(report, to: &lines)
    if !report.standing.isEmpty { lines.add("left", standing(report.standing, askedFor: id)) }
    lines.add("into", report.database.printable)
    for file in report.archiveFiles { lines.add("from", file.printable) }
    lines.add("hint", "add \"\(report.root.text)\" to \"keep\", or the next pass may evict it again")
    return [style.bold(report.root.text)] + lines.lines
  }

  private func addFiles(_ report: RestoreReport, to lines: inout LabelledLines) {
    guard !report.sideFiles.isEmpty else { return }
    lines.add("files", "\(report.sideFiles.count.counted("file")) beside the database")
  }

  /// What came back without a session.
  private func rows(_ report: RestoreReport) -> [String] {
    var lines = LabelledLines()
    let sessions = Set(report.trims.map(\.session)).count
    let rows = "\(report.rows.counted("row")) of \(sessions.counted("session"))"
    guard report.rows > 0 || !report.sideFiles.isEmpty else {
      lines.add("restored", "nothing: \(rows) came back")
      return [style.bold(report.root.text)] + lines.lines
    }
    lines.add("restored", "\(rows), \(report.plainBytes.text), compared with the archive")
    addFiles(report, to: &lines)
    lines.add("into", report.database.printable)
    for file in report.archiveFiles { lines.add("from", file.printable) }
    lines.add("hint", "add \"\(report.root.text)\" to \"keep\", or the next pass may take them again")
    return [style.bold(report.root.text)] + lines.lines
  }

  /// The sessions that were left as they are, first the one that was asked for if it is among them.
  private func standing(_ sessions: [SessionID], askedFor id: SessionID) -> String {
    let first = sessions.contains(id) ? id : sessions[0]
    let others = sessions.count > 1 ? " and \((sessions.count - 1).counted("other"))" : ""
    return "\(first.text)\(others), as \(sessions.count > 1 ? "they stand" : "it stands") in the database"
  }
}
