extension Failure {
  /// What tells a complaint from others: the figures in the words change from pass to pass.
  var detail: String { "\(code) \(cause.filter { !$0.isNumber })" }
}

extension Notice {
  /// What tells a complaint from others: a tree that changed is not the same complaint as another that did, and
  /// neither is a size that was grown past the same as a smaller one.
  var detail: String {
    ["id", "limit", "threshold"].reduce(code) { detail, name in
      switch fields[name] {
      case .text(let text): "\(detail) \(text)"
      case .integer(let number): "\(detail) \(number)"
      default: detail
      }
    }
  }
}
