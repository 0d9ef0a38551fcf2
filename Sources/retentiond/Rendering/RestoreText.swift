internal import RetentionEngine
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
      case .restored(let report, _): self.lines(report)
      case .alongWith(let root): ["\(style.bold(result.id.text)): came back with \(root.text)"]
      case .failed: []
      }
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ report: RestoreReport) -> [String] {
    var lines = LabelledLines()
    let project = report.references > 0 ? " and \(report.references.counted("project row"))" : ""
    lines.add(
      "restored",
      "\(report.sessions.count.counted("session")) with \(report.rows.counted("row"))\(project), "
        + "\(report.plainBytes.text), compared with the archive")
    if !report.sideFiles.isEmpty {
      lines.add("files", "\(report.sideFiles.count.counted("file")) beside the database")
    }
    lines.add("into", report.database.printable)
    lines.add("from", report.archiveFile.printable)
    lines.add("hint", "add \"\(report.root.text)\" to \"keep\", or the next pass may evict it again")
    return [style.bold(report.root.text)] + lines.lines
  }
}
