internal import Logging
internal import OpencodeStore
internal import RetentionAgent
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy
internal import SystemdSupport

/// Tells the service manager and the log what the agent does, and complains of the same thing once a day at most.
final class AgentVoice {
  let logger: Logger
  private let manager: ServiceManager
  private let restoreCommand: String
  private let now: () -> Timestamp
  private let complaints: ComplaintMemory

  /// A voice.
  init(
    logger: Logger, manager: ServiceManager, complaints: ComplaintMemory, restoreCommand: String,
    now: @escaping () -> Timestamp
  ) {
    self.logger = logger
    self.manager = manager
    self.complaints = complaints
    self.restoreCommand = restoreCommand
    self.now = now
  }

  /// Tells what happened.
  func tell(_ event: AgentEvent) {
    switch event {
    case .started: manager.notify(.ready)
    case .waiting(let outlook): manager.notify(.status(StatusSentence.text(outlook)))
    case .passBegan(let path, let cause):
      logger.debug("A pass over \(path) begins: \(cause.rawValue).")
    case .passing(let path, let progress): manager.notify(.status(StatusSentence.text(progress, of: path)))
    case .passEnded(let report): tell(report)
    case .lookFailed(let path, let error): tell(error, of: path)
    case .searchFailed(let error): tell(error, of: "")
    case .notWatched(let folder, let code):
      // A folder that is not there yet is no reason to worry: it is looked for from time to time.
      logger.info("\(folder) cannot be watched (\(Failure.words(code))); it is looked at every ten minutes.")
    case .reloading(let moment): manager.notify(.reloading(since: moment))
    case .reloaded:
      logger.info("The configuration was read again.")
      manager.notify(.ready)
    case .reloadFailed(let error):
      tell(configuration: error, unchanged: "the configuration before it stays in force")
      manager.notify(.ready)
    case .alive: manager.notify(.watchdog)
    case .stopping: manager.notify(.stopping, .status("Finishes or rolls back what is under way, and ends."))
    case .stopTakesLonger(let time): manager.notify(.extendTimeout(.milliseconds(time.count)))
    }
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
      logger.event(
        .configurationInvalid, "\(finding.description) (\(unchanged))",
        [
          .file: .string(finding.file), .line: .string(finding.line.map { "\($0)" } ?? ""),
          .reason: .string(finding.message),
        ])
    }
    if findings.isEmpty {
      logger.event(
        .configurationInvalid, "\(Failure(error).sentence(unchanged: unchanged))",
        [.file: "", .line: "", .reason: .string(Failure(error).cause)])
    }
  }

  // MARK: Passes

  private func tell(_ report: PassReport) {
    for warning in report.warnings { tell(warning, of: report) }
    for evicted in report.evicted { tell(evicted, of: report) }
    if let failure = report.failure { tell(failure, of: report.path, unchanged: report.unchanged) }
    guard report.failure == nil, report.outcome != .nothingToDo else { return }
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
    let name = "/" + (evicted.archiveFile ?? "")
    let archive = report.archiveFiles.first { $0.path.hasSuffix(name) }?.path ?? ""
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
    default: break
    }
    complain(warning.kind, report.path, notice.message, level: level, fields, detail: notice.code)
  }

  // MARK: Failures

  private func tell(_ error: any Error, of path: String, unchanged: String = "nothing was changed") {
    let failure = Failure(error)
    let isDamage = error.meansDamage
    complain(
      isDamage ? .databaseDamaged : .passFailed, path, failure.sentence(unchanged: unchanged),
      level: !isDamage && failure.status == .tryLater ? .warning : nil,
      [.database: .string(path), .reason: .string(failure.cause)], detail: failure.code)
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

extension Logger.MetadataValue {
  fileprivate static func bytes(_ bytes: ByteCount) -> Logger.MetadataValue {
    .stringConvertible(bytes.bytes)
  }

  /// Empty without such a limit.
  fileprivate static func limit(of policy: Policy) -> Logger.MetadataValue {
    policy.maxSize.map { .bytes($0) } ?? ""
  }
}
