internal import RetentionConfiguration

/// Errors, warnings and findings: each a line on standard error, or an event when that is the journal, and
/// remembered for JSON and the exit status.
struct Complaints {
  private let style: Style
  /// Who tells them when standard error is the journal.
  let voice: EventVoice?
  /// What was warned of that concerns no single database.
  private(set) var notices: [Notice] = []
  /// What kept everything from being looked at.
  private(set) var failure: FailureDocument?
  private var statuses: [ExitStatus] = []

  /// No complaints yet.
  init(style: Style, voice: EventVoice?) {
    self.style = style
    self.voice = voice
  }

  /// What the process ends with.
  var status: ExitStatus { ExitStatus.worst(statuses) }

  /// Says what was found in a configuration that is used all the same. Findings keep the form that editors
  /// understand, `file:line:column: warning: …`.
  mutating func note(_ findings: [Diagnostic]) {
    if let voice { voice.tell(findings) } else { say(findings) }
    notices += findings.map { Notice($0) }
  }

  /// Says a warning that concerns no single database.
  mutating func warn(_ notice: Notice) {
    notices.append(notice)
    if let voice { voice.tell(notice, of: "") } else { warn(notice.message) }
  }

  /// Says a warning that is kept elsewhere.
  func warn(_ message: String) {
    say(style.yellow("warning:"), message)
  }

  /// Says an error that is kept elsewhere, and counts it for the exit status.
  ///
  /// - Parameter path: the database concerned; empty when it is no single one.
  mutating func add(_ failure: Failure, of path: String = "", unchanged: String) {
    count(failure.status)
    if let voice {
      voice.tell(failure, of: path, unchanged: unchanged)
    } else {
      say(style.red("error:"), failure.sentence(unchanged: unchanged))
    }
  }

  /// Counts a status.
  mutating func count(_ status: ExitStatus) {
    statuses.append(status)
  }

  /// Says what kept everything from being looked at.
  mutating func fail(_ error: any Error, unchanged: String) {
    let findings = (error as? ConfigurationError)?.diagnostics ?? []
    if let voice, error is ConfigurationError {
      count(Failure(error).status)
      voice.tell(configuration: error, unchanged: unchanged)
    } else {
      say(findings)
      add(Failure(error), unchanged: unchanged)
    }
    failure = FailureDocument(Failure(error), unchanged: unchanged, findings: findings.map { Notice($0) })
  }

  private func say(_ findings: [Diagnostic]) {
    for finding in findings { StandardStream.error.write(finding.description.printable + "\n") }
  }

  private func say(_ kind: String, _ message: String) {
    StandardStream.error.write("retentiond: \(kind) \(message.printable)\n")
  }
}
