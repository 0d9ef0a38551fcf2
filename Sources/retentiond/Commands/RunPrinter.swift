internal import RetentionEngine

/// Prints what a run does: as text database by database, as JSON at the end.
struct RunPrinter: ReportPrinter {
  private let format: OutputFormat
  private let style: Style
  private let restoreCommand: String
  private var reports: [PassReport] = []
  /// What goes to standard error.
  var complaints: Complaints
  /// Whether there are several databases, so that a warning must say which.
  var namesDatabases = false

  /// Without a terminal: wide enough for a readable title.
  private static let defaultWidth = 110

  /// A printer.
  ///
  /// - Parameter restoreCommand: how to call `retentiond restore` so that it looks into the same archive.
  init(format: OutputFormat, style: Style, complaints: Complaints, restoreCommand: String) {
    self.format = format
    self.style = style
    self.complaints = complaints
    self.restoreCommand = restoreCommand
  }

  /// Takes the report of a pass.
  mutating func show(_ report: PassReport) {
    reports.append(report)
    if let voice = complaints.voice {
      voice.tell(report, whenIdle: true)
      return complaints.count(report.status)
    }
    if format == .text { writeText(of: report) }
    for warning in report.warnings {
      // The text has it in its own lines.
      if case .limitNotMet = warning, format == .text { continue }
      let notice = Notice(warning, in: report, restoreCommand: command(for: report))
      complaints.warn((namesDatabases ? "\(report.path): " : "") + notice.message)
    }
    if let failure = report.failure {
      complaints.add(Failure(failure), unchanged: report.unchanged)
    } else {
      complaints.count(report.status)
    }
  }

  /// How to restore what went from a database. Of two databases that had the same session, that one must be named.
  private func command(for report: PassReport) -> String {
    restoreCommand + (namesDatabases ? " --database \(report.path.shellQuoted)" : "")
  }

  private func writeText(of report: PassReport) {
    let width = StandardStream.output.columns ?? Self.defaultWidth
    let text = PassText(report, restoreCommand: command(for: report), width: width, style: style).text
    StandardStream.output.write((reports.count > 1 && !text.isEmpty ? "\n" : "") + text)
  }

  /// Prints what is left to print.
  ///
  /// - Throws: `EncodingError`.
  func finish() throws {
    guard format == .json else { return }
    StandardStream.output.write(
      try JSONText.text(
        of: RunDocument(
          databases: reports.map { DatabaseDocument($0, restoreCommand: command(for: $0)) },
          warnings: complaints.notices.map(NoticeDocument.init), error: complaints.failure)))
  }
}
