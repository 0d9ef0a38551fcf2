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
  private let now: () -> Timestamp
  private var complaints = ComplaintMemory(folder: nil)

  /// A voice.
  ///
  /// - Parameter restoreCommand: how to call `retentiond restore` so that it looks into the same archive.
  init(
    _ destination: LogDestination, restoreCommand: String, now: @escaping () -> Timestamp = Timestamp.current
  ) {
    logger = destination.logger(identifier: "retentiond") { StandardStream.error.write($0) }
    self.restoreCommand = restoreCommand
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
        .configurationDangerous, "", finding.description,
        [
          .file: .string(finding.file), .line: .string(finding.line.map { "\($0)" } ?? ""),
          .reason: .string(finding.message),
        ], detail: finding.description)
    }
  }

  /// Tells of a configuration that cannot be used.
  func tell(configuration error: any Error, unchanged: String) {
    let findings = (error as? ConfigurationError)?.diagnostics ?? []
    for finding in findings where finding.severity == .error {
      complain(
        .configurationInvalid, "", "\(finding.description) (\(unchanged))",
        [
          .file: .string(finding.file), .line: .string(finding.line.map { "\($0)" } ?? ""),
          .reason: .string(finding.message),
        ], detail: finding.description)
    }
    if findings.isEmpty {
      complain(
        .configurationInvalid, "", Failure(error).sentence(unchanged: unchanged),
        [.file: "", .line: "", .reason: .string(Failure(error).cause)], detail: Failure(error).cause)
    }
  }

  // MARK: Passes

  /// Tells of a pass.
  ///
  /// - Parameter whenIdle: also when there was nothing to do.
  func tell(_ report: PassReport, whenIdle: Bool) {
    for warning in report.warnings where !warning.isOfStop { tell(warning, of: report) }
    for evicted in report.evicted { tell(evicted, of: report) }
    if let failure = report.failure { tell(failure, of: report.path, unchanged: report.unchanged) }
    guard report.outcome != .interrupted else {
      logger.info(
        """
        The pass over \(report.path.printable) was stopped after \(report.evicted.count.counted("tree")); a later one \
        goes on. What was under way was finished or rolled back.
        """)
      return
    }
    guard report.failure == nil, whenIdle || report.outcome != .nothingToDo else { return }
    let used = report.usageAfter?.liveBytes ?? report.usageBefore?.liveBytes ?? .zero
    let gone = report.evicted.reduce(ByteCount.zero) { $0 + $1.tree.bytes }
    let fields: [EventField: Logger.MetadataValue] = [
      .database: .string(report.path), .usedBytes: .bytes(used), .limitBytes: .limit(of: report.policy),
      .evictedBytes: .bytes(gone), .returnedBytes: .bytes(max(.zero, report.bytesReturned)),
      .duration: .string("\(report.durations.sum.count * 1_000)"),
    ]
    logger.event(.passDone, "\(report.summary)", fields)
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
      fields.merge([.bytes: .bytes(bytes), .processes: ""]) { $1 }
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
    complain(
      isDamage ? .databaseDamaged : .passFailed, path, failure.sentence(unchanged: unchanged),
      level: !isDamage && failure.status == .tryLater ? .warning : nil,
      [.database: .string(path), .reason: .string(failure.cause)],
      detail: path.isEmpty ? failure.cause : failure.code)
  }

  private func complain(
    _ kind: MessageID, _ database: String, _ message: String, level: Logger.Level? = nil,
    _ fields: [EventField: Logger.MetadataValue], detail: String
  ) {
    let complaint = ComplaintLedger.Complaint(kind, database: database, detail: detail)
    guard complaints.admits(complaint, now: now()) else { return }
    logger.event(kind, level: level, "\(message.printable)", fields)
    if let failure = complaints.newFailure() {
      logger.warning(
        "What was complained of cannot be remembered (\(Failure(failure).cause)): after a new start it is said again."
      )
    }
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

extension Notice {
  /// What tells a complaint from others: a tree that changed is not the same complaint as another that did, and
  /// neither is a size that was grown past the same as a smaller one.
  fileprivate var detail: String {
    ["id", "limit", "threshold"].reduce(code) { detail, name in
      switch fields[name] {
      case .text(let text): "\(detail) \(text)"
      case .integer(let number): "\(detail) \(number)"
      default: detail
      }
    }
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
