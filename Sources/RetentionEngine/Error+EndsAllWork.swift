internal import OpencodeStore

extension Error {
  /// Whether nothing more may be tried after it, whatever else could be: a request to stop, or damage.
  var endsAllWork: Bool {
    self is Interrupted || (self as? SQLiteError)?.code.meansDamage ?? false
  }
}
