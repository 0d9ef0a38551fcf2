internal import OpencodeStore
internal import SessionArchive

extension Error {
  /// Whether nothing more may be tried after it, whatever else could be: a request to stop, or damage.
  var endsAllWork: Bool {
    switch self {
    case is Interrupted: true
    case let error as SQLiteError: error.code.meansDamage
    case let error as UnsweptRestore: error.cause.endsAllWork
    case let error as PartialRestore: error.cause.endsAllWork
    default: false
    }
  }
}
