internal import RetentionPolicy

extension Policy {
  /// The limits as one writes them; in words when there is none.
  var words: String {
    hasLimit ? limits.map(\.setting).joined(separator: ", ") : "no limit, nothing is removed"
  }
}
