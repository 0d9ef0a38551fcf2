/// The sentences that more than one place says, and their parts.
enum Wording {
  /// A key that stands again after `first`.
  static func duplicate(_ path: String, first: SyntaxMember) -> String {
    "\(path) stands twice in one object, first at \(first.keyPosition). Remove one of the two."
  }

  /// A key that is none of `offered`.
  static func unknown(_ path: String, key: String, offered: [String]) -> String {
    let advice =
      EditDistance.closest(to: key, among: offered).map { "did you mean “\($0)”?" }
      ?? "the settings here are \(offered.joined(separator: ", "))."
    return "\(path) is not a setting of retentiond; \(advice)"
  }

  /// A value that is not what it must be, with what to write instead.
  static func mismatch(_ setting: Setting, expected: String, advice: String) -> String {
    let instead = withoutQuotes(setting.node.value).map { "Write \($0) without quotes." } ?? advice
    return "\(setting.path) must be \(expected), not \(setting.node.value.excerpt). \(instead)"
  }

  /// The number or truth value that somebody put in quotes.
  private static func withoutQuotes(_ value: SyntaxValue) -> String? {
    guard case .string(let text) = value else { return nil }
    if let literal = NumberLiteral(text) { return literal.approximation > 0 ? text : nil }
    return ["true", "false"].contains(text) ? text : nil
  }
}
