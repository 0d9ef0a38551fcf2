internal import OpencodeStore
internal import RetentionEngine
internal import SessionArchive
internal import SystemdSupport

extension Warning {
  /// The kind of event that the journal knows it as.
  var kind: MessageID {
    switch self {
    case .grown: .thresholdCrossed
    case .limitNotMet, .stillOver: .limitNotMet
    case .conversionWaits, .conversionNeedsSpace: .conversionWaits
    case .logPinned: .logPinned
    case .foreignFileSystem: .networkFileSystem
    case .changed, .cameBack: .sessionArchived
    default: .passWarning
    }
  }
}

extension Error {
  /// Whether it says that the database is damaged.
  var meansDamage: Bool {
    switch self {
    case let error as SQLiteError: error.code.meansDamage
    case let error as UnsweptRestore: error.cause.meansDamage
    case let failure as Failure: failure.code == Failure.damaged
    default: false
    }
  }
}
