internal import RetentionEngine

/// Prints what giving bytes back came to: as text database by database, as JSON at the end.
struct ReclaimPrinter: ReportPrinter {
  /// What a failure left as it was.
  static let unchanged = "no row was removed or changed"

  private let format: OutputFormat
  private let style: Style
  private var reports: [PassReport] = []
  var complaints: Complaints
  var namesDatabases = false

  /// A printer.
  init(format: OutputFormat, style: Style, complaints: Complaints) {
    self.format = format
    self.style = style
    self.complaints = complaints
  }

  /// Says who will have to wait, before they do.
  func announce(_ report: PassReport) {
    for warning in report.warnings where warning.isAnnounced {
      complaints.warn(Notice(warning, in: report).message)
    }
  }

  /// Takes a report.
  mutating func show(_ report: PassReport) {
    reports.append(report)
    // It was asked for: what could not be done is not done, whatever the limits are.
    let status = [.incomplete, .interrupted].contains(report.outcome) ? ExitStatus.tryLater : .success
    if let voice = complaints.voice {
      voice.tell(report, whenIdle: true)
      return complaints.count(report.failure.map { Failure($0).status } ?? status)
    }
    if format == .text {
      let text = ReclaimText(report, style: style).text
      StandardStream.output.write((reports.count > 1 && !text.isEmpty ? "\n" : "") + text)
    }
    for warning in report.warnings where !warning.isAnnounced {
      complaints.warn((namesDatabases ? "\(report.path): " : "") + Notice(warning, in: report).message)
    }
    if let failure = report.failure {
      complaints.add(Failure(failure), unchanged: Self.unchanged)
    } else {
      complaints.count(status)
    }
  }

  /// Prints what is left to print.
  ///
  /// - Throws: `EncodingError`.
  func finish() throws {
    guard format == .json else { return }
    StandardStream.output.write(
      try JSONText.text(
        of: ReclaimDocument(
          databases: reports.map(ReclaimedDocument.init),
          warnings: complaints.notices.map(NoticeDocument.init),
          error: complaints.failure)))
  }
}

extension Warning {
  /// Whether it was said before the work began.
  fileprivate var isAnnounced: Bool {
    if case .longLock = self { true } else { false }
  }
}
