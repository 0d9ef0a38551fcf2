internal import RetentionEngine
internal import SessionArchive

/// Prints what a rebuild did.
struct RebuildPrinter {
  /// What a rebuild that fails left as it was.
  static let unchanged = "nothing was changed"

  private let format: OutputFormat
  private let stream: StandardStream
  private let style: Style
  private var result: RebuildPass.Result?
  /// What goes to standard error.
  var complaints: Complaints
  /// The archive that events may come from.
  var archive: ArchiveDirectory?

  /// A printer.
  ///
  /// - Parameter stream: where the report goes: not where the export does.
  init(format: OutputFormat, stream: StandardStream, style: Style, complaints: Complaints) {
    self.format = format
    self.stream = stream
    self.style = style
    self.complaints = complaints
  }

  /// Takes what was done.
  mutating func show(_ result: RebuildPass.Result) {
    self.result = result
    let database: String? = if case .database(let path) = result.report.destination { path } else { nil }
    // Into a file it is no event of a database.
    if let voice = complaints.voice, let database, let archive {
      voice.tell(result.report, into: database, from: archive)
    } else if format == .text {
      stream.write(RebuildText(result.report, style: style).text)
    }
    if let kind = result.foreignFileSystem, let database {
      complaints.warn(.foreignFileSystem(kind, isAllowed: true, database))
    }
    if let failure = result.logFailure { complaints.warn(.logNotEmptied(Failure(failure))) }
    for error in result.report.unreadableFiles { complaints.warn(.unreadableFile(Failure(error))) }
  }

  /// Prints what is left to print.
  ///
  /// - Throws: `EncodingError`.
  func finish() throws {
    guard format == .json else { return }
    stream.write(
      try JSONText.text(
        of: RebuildDocument(result?.report, warnings: complaints.notices, error: complaints.failure)))
  }
}
