internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import SessionArchive
internal import SessionRebuild
internal import SystemdSupport

extension Warning {
  /// The kind of event that the journal knows it as.
  var kind: MessageID {
    switch self {
    case .grown: .thresholdCrossed
    case .limitNotMet: .limitNotMet
    case .stillOver: .stillOver
    case .conversionWaits: .conversionWaits
    case .conversionNeedsSpace: .conversionNeedsSpace
    case .logPinned: .logPinned
    case .foreignFileSystem: .networkFileSystem
    case .changed, .cameBack: .sessionArchived
    default: .passWarning
    }
  }
}

extension Diagnostic {
  /// The kind of event that a finding is which does not keep the configuration from being used.
  var kind: MessageID {
    code == .topLevelSession ? .configurationDangerous : .configurationQuestionable
  }
}

extension Error {
  /// Whether it says that the database is damaged.
  var meansDamage: Bool {
    switch self {
    case let error as SQLiteError: error.code.meansDamage
    case let error as UnsweptRestore: error.cause.meansDamage
    case let error as UnfinishedRebuild: error.cause.meansDamage
    case let failure as Failure: failure.code == Failure.damaged
    default: false
    }
  }
}
