internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy
internal import SessionArchive

/// Prints what a restore did.
struct RestorePrinter {
  /// What a restore that fails left as it was.
  static let unchanged = "the database was left as it is"

  private let format: OutputFormat
  private let style: Style
  private var results: [RestorePass.Result] = []
  private let restoreCommand: String
  private var isStopped = false
  /// What goes to standard error.
  var complaints: Complaints
  /// The archive that the sessions came from.
  var archive: ArchiveDirectory?

  /// A printer.
  ///
  /// - Parameter restoreCommand: how to call `retentiond restore` so that it puts sessions from the same archive into
  ///   the same database.
  init(format: OutputFormat, style: Style, complaints: Complaints, restoreCommand: String) {
    self.restoreCommand = restoreCommand
    self.format = format
    self.style = style
    self.complaints = complaints
  }

  /// Takes what became of the ids.
  mutating func show(_ results: [RestorePass.Result]) {
    self.results = results
    if format == .text, complaints.voice == nil {
      StandardStream.output.write(RestoreText(results, style: style).text)
    }
    for result in results {
      if let report = result.report { tell(report, of: result) }
      if case .restored(_, let logFailure?) = result.outcome {
        complaints.warn(.logNotEmptied(Failure(logFailure)))
      }
      if let error = result.failure { fail(result.id, error) }
    }
  }

  /// Says what should be known of a tree that came back.
  private mutating func tell(_ report: RestoreReport, of result: RestorePass.Result) {
    if let kind = result.foreignFileSystem {
      complaints.warn(.foreignFileSystem(kind, isAllowed: true, report.database))
    }
    for state in report.fullerStates {
      complaints.warn(.olderState(state, restoreCommand: restoreCommand))
    }
    for rows in report.trims where rows.leftOut > 0 { complaints.warn(.leftOut(rows)) }
    if let archive { complaints.voice?.tell(report, from: archive) }
  }

  /// Says what kept a session from coming back; a request to stop is said once and not for each that is left.
  private mutating func fail(_ id: SessionID, _ error: any Error) {
    let failure = Failure(error)
    guard error.isInterruption else {
      let subject = results.count > 1 && !failure.cause.contains(id.text) ? "\(id.text): " : ""
      return complaints.add(failure.about(subject), unchanged: Self.unchanged)
    }
    guard !isStopped else { return }
    isStopped = true
    let left = results.count { $0.failure?.isInterruption ?? false }
    complaints.add(
      failure.about("\(left.counted("session")) did not come back: "), unchanged: Self.unchanged)
  }

  /// Prints what is left to print.
  ///
  /// - Throws: `EncodingError`.
  func finish() throws {
    guard format == .json else { return }
    StandardStream.output.write(
      try JSONText.text(
        of: RestoreDocument(
          results, unchanged: Self.unchanged, warnings: complaints.notices, error: complaints.failure)))
  }
}

extension Error {
  /// Whether a request to stop kept something from coming back.
  fileprivate var isInterruption: Bool {
    self is Interrupted || (self as? PartialRestore)?.cause is Interrupted
  }
}
