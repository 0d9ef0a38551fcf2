internal import Glibc
internal import Logging
internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy
internal import SessionArchive
internal import SystemdSupport

/// Tells the log what happened, event by event, and complains of the same thing once a day at most.
final class EventVoice {
  let logger: Logger
  private let restoreCommand: String
  /// What is added to the advice about a pass that failed.
  private let retries: String
  private let now: () -> Timestamp
  private var complaints = ComplaintMemory(folder: nil)

  /// A voice.
  ///
  /// - Parameters:
  ///   - restoreCommand: how to call `retentiond restore` so that it looks into the same archive.
  ///   - isOfAgent: whether a pass that failed is tried again without anybody's doing.
  init(
    _ destination: LogDestination, restoreCommand: String, isOfAgent: Bool = false,
    now: @escaping () -> Timestamp = Timestamp.current
  ) {
    logger = destination.logger(identifier: "retentiond") { StandardStream.error.write($0) }
    self.restoreCommand = restoreCommand
    retries = isOfAgent ? " The agent tries again by itself." : ""
    self.now = now
  }

  /// A voice when standard error is the journal; nil where people or programs read it.
  static func inJournal(
    _ environment: ConfigurationEnvironment, restoreCommand: String = "retentiond restore"
  ) -> EventVoice? {
    let destination = LogDestination(environment)
    return destination == .journal ? EventVoice(destination, restoreCommand: restoreCommand) : nil
  }

  /// Remembers from now on, in a state folder, what it complained of.
  func remember(in folder: String) {
    complaints = ComplaintMemory(folder: folder)
  }

  // MARK: Configuration

  /// Tells of findings in a configuration that is used all the same.
  func tell(_ findings: [Diagnostic]) {
    for finding in findings {
      complain(
        finding.kind, "", finding.description, fields(of: finding), detail: finding.description)
    }
  }

  /// Tells of a configuration that cannot be used.
  ///
  /// - Returns: whether anything of it was not said lately.
  @discardableResult func tell(configuration error: any Error, unchanged: String) -> Bool {
    let findings = (error as? ConfigurationError)?.diagnostics ?? []
    var isNew = false
    for finding in findings where finding.severity == .error {
      let isSaid = complain(
        .configurationInvalid, "", "\(finding.description) (\(unchanged))", fields(of: finding),
        detail: finding.description)
      isNew = isNew || isSaid
    }
    if findings.isEmpty {
      isNew = complain(
        .configurationInvalid, "", Failure(error).sentence(unchanged: unchanged),
        [.file: "", .line: "", .reason: .string(Failure(error).cause)], detail: Failure(error).detail)
    }
    return isNew
  }

  private func fields(of finding: Diagnostic) -> [EventField: Logger.MetadataValue] {
    [
      .file: .string(finding.file), .line: .string(finding.line.map { "\($0)" } ?? ""),
      .reason: .string(finding.message),
    ]
  }

  // MARK: Passes

  /// Tells of a pass.
  ///
  /// - Parameter whenIdle: also when there was nothing to do.
  func tell(_ report: PassReport, whenIdle: Bool) {
    for warning in report.warnings where !warning.isOfStop { tell(warning, of: report) }
    for step in TrimSteps(report).steps { tell(step, of: report) }
    for evicted in report.evicted { tell(evicted, of: report) }
    if let failure = report.failure { tell(failure, of: report.path, unchanged: report.unchanged) }
    guard report.outcome != .interrupted else {
      logger.info(
        """
        The pass over \(report.path.printable) was stopped after \(report.evicted.count(where: \.isWholeTree).counted("tree")); a later one \
        goes on. What was under way was finished or rolled back.
        """)
      return
    }
    guard report.failure == nil, whenIdle || report.outcome != .nothingToDo else { return }
    let used = report.usageAfter?.liveBytes ?? report.usageBefore?.liveBytes ?? .zero
    let gone = report.evicted.reduce(TrimSteps(report).bytes) { $0 + $1.tree.bytes }
    let fields: [EventField: Logger.MetadataValue] = [
      .database: .string(report.path), .usedBytes: .bytes(used), .limitBytes: .limit(of: report.policy),
      .evictedBytes: .bytes(gone), .returnedBytes: .bytes(max(.zero, report.bytesReturned)),
      .duration: .string("\(report.durations.sum.count * 1_000)"),
    ]
    logger.event(.passDone, "\(report.summary)", fields)
  }

  private func tell(_ step: TrimSteps.Step, of report: PassReport) {
    let archives = step.archiveFiles.map { report.archivePath(of: $0) }.joined(separator: ", ")
    logger.event(
      .rowsTrimmed, "Removed \(step.text)\(archives.isEmpty ? "" : "; they lie in \(archives)").",
      [
        .database: .string(report.path), .reason: .string(step.content.rawValue),
        .bytes: .bytes(step.bytes), .archive: .string(archives),
      ])
  }

  private func tell(_ evicted: PassReport.Evicted, of report: PassReport) {
    let archive = report.archivePath(of: evicted.archiveFile)
    for session in evicted.tree.sessions {
      logger.event(
        .sessionEvicted,
        "Evicted \(session.id.text) (\(session.bytes.text), \(evicted.reason.setting)); it lies in \(archive).",
        [
          .database: .string(report.path), .session: .string(session.id.rawValue),
          .reason: .string(evicted.reason.setting), .bytes: .bytes(session.bytes), .archive: .string(archive),
        ])
    }
  }

  private func tell(_ warning: Warning, of report: PassReport) {
    let notice = Notice(warning, in: report, restoreCommand: restoreCommand)
    var fields: [EventField: Logger.MetadataValue] = [
      .database: .string(report.path), .reason: .string(notice.code),
    ]
    var level: Logger.Level?
    switch warning {
    case .grown(let bytes, let threshold, _):
      fields.merge([.bytes: .bytes(bytes), .threshold: .bytes(threshold)]) { $1 }
      level = Self.level(of: threshold)
    case .limitNotMet, .stillOver:
      fields[.usedBytes] = .bytes(report.usageAfter?.liveBytes ?? .zero)
      fields[.limitBytes] = .limit(of: report.policy)
      if case .limitNotMet(let unmet) = warning { fields[.reason] = .string(unmet.limit.setting) }
    case .conversionWaits(let bytes, _, let holders):
      fields.merge([.bytes: .bytes(bytes), .processes: .string(holders.text)]) { $1 }
    case .conversionNeedsSpace(let bytes, _, _):
      fields[.bytes] = .bytes(bytes)
    case .logPinned(let bytes, _, let holders):
      fields.merge([.bytes: .bytes(bytes), .processes: .string(holders?.text ?? "")]) { $1 }
    case .foreignFileSystem(let kind, _):
      fields[.reason] = .string(kind.name)
    case .changed(let tree, let file), .cameBack(let tree, let file):
      fields.merge([
        .session: .string(tree.id.rawValue), .bytes: .bytes(tree.bytes),
        .archive: .string(report.archivePath(of: file)),
      ]) { $1 }
    default: break
    }
    complain(warning.kind, report.path, notice.message, level: level, fields, detail: notice.detail)
  }

  // MARK: Other things

  /// Tells of what concerns no pass.
  func tell(_ notice: Notice, of path: String) {
    complain(
      .passWarning, path, notice.message, [.database: .string(path), .reason: .string(notice.code)],
      detail: notice.detail)
  }

  /// Tells of something that is as it should be, once a day at most.
  func note(_ code: String, _ message: String, of path: String) {
    let complaint = ComplaintLedger.Complaint(.passWarning, database: path, detail: code)
    if complaints.admits(complaint, now: now()) { logger.info("\(message.printable)") }
  }

  /// Tells of a tree that was put back: an event for each archive file that it came from.
  func tell(_ restored: RestoreReport, from archive: ArchiveDirectory) {
    for part in restored.parts {
      logger.event(
        .restoreDone,
        """
        Put \(part.sessions.count.counted("session")) of the tree \(restored.root.text) back into \
        \(restored.database.printable).
        """,
        [
          .database: .string(restored.database), .session: .string(restored.root.rawValue),
          .bytes: .bytes(part.plainBytes), .archive: .string("\(archive.path)/\(part.archiveFile)"),
        ])
    }
  }

  /// Tells what could not be done with a database, or at all.
  func tell(_ error: any Error, of path: String, unchanged: String = "nothing was changed") {
    let failure = Failure(error)
    let isDamage = error.meansDamage
    let kind: MessageID = isDamage ? .databaseDamaged : path.isEmpty ? .runFailed : .passFailed
    complain(
      kind, path, failure.sentence(unchanged: unchanged) + (path.isEmpty ? "" : retries),
      level: !isDamage && failure.status == .tryLater ? .warning : nil,
      [.database: .string(path), .reason: .string(failure.cause)], detail: failure.detail)
  }

  @discardableResult private func complain(
    _ kind: MessageID, _ database: String, _ message: String, level: Logger.Level? = nil,
    _ fields: [EventField: Logger.MetadataValue], detail: String
  ) -> Bool {
    let complaint = ComplaintLedger.Complaint(kind, database: database, detail: detail)
    guard complaints.admits(complaint, now: now()) else { return false }
    logger.event(kind, level: level, "\(message.printable)", fields)
    if let failure = complaints.newFailure() {
      logger.warning(
        "What was complained of cannot be remembered (\(Failure(failure).cause)): after a new start it is said again."
      )
    }
    return true
  }

  /// 100 MB is worth a notice, 500 MB a warning, and from 1 GB on opencode may run out of memory.
  private static func level(of threshold: ByteCount) -> Logger.Level {
    switch SizeThreshold.all.firstIndex(of: threshold) {
    case 0: .notice
    case 1: .warning
    default: .error
    }
  }
}

extension Warning {
  /// Whether it says that a pass was asked to end: for the log that is no complaint.
  fileprivate var isOfStop: Bool {
    if case .interrupted = self { true } else { false }
  }
}

extension PassReport {
  /// The path of an archive file that was written; empty when none of this name was.
  fileprivate func archivePath(of name: String?) -> String {
    guard let name else { return "" }
    return archiveFiles.first { $0.path.hasSuffix("/" + name) }?.path ?? ""
  }
}

extension LogDestination {
  /// Where standard error leads.
  init(_ environment: ConfigurationEnvironment) {
    self.init(journalStream: environment["JOURNAL_STREAM"], descriptor: STDERR_FILENO)
  }
}

extension Logger.MetadataValue {
  fileprivate static func bytes(_ bytes: ByteCount) -> Logger.MetadataValue {
    .stringConvertible(bytes.bytes)
  }

  /// Empty without such a limit.
  fileprivate static func limit(of policy: Policy) -> Logger.MetadataValue {
    policy.maxSize.map { .bytes($0) } ?? ""
  }
}
