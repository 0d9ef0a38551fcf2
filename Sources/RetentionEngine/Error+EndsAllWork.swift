internal import OpencodeStore
internal import SessionArchive

extension Error {
  /// Whether nothing more may be tried after it, whatever else could be: a request to stop, or damage.
  var endsAllWork: Bool {
    let error = (self as? UnsweptRestore)?.cause ?? self
    return error is Interrupted || (error as? SQLiteError)?.code.meansDamage ?? false
  }
}
