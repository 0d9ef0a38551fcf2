internal import RetentionPolicy

/// The kinds of values. Each function returns nil after it has reported what is wrong.
extension SettingsReader {
  /// A limit, or `null` for none.
  mutating func limit<Value>(
    _ setting: Setting, _ read: (inout SettingsReader, Setting) -> Value?
  ) -> PartialSettings.Limit<Value>? {
    if case .null = setting.node.value { return .off }
    return read(&self, setting).map { .atMost($0) }
  }

  /// A limit that counts trees, or `null` for none.
  mutating func countLimit(_ setting: Setting) -> PartialSettings.Limit<Int>? {
    limit(setting) { $0.wholeNumber($1, in: 1...1_000_000_000, advice: Self.limitAdvice) }
  }

  /// A positive number, in bytes or milliseconds.
  mutating func amount(_ setting: Setting, in unit: AmountUnit) -> Int64? {
    let advice = unit == .hours ? Self.defaultAdvice : Self.limitAdvice
    guard case .number(let literal) = setting.node.value else {
      mismatch(.wrongType, setting, expected: "a positive number", advice: advice)
      return nil
    }
    let value = literal.approximation
    guard value > 0 else {
      mismatch(.outOfRange, setting, expected: "greater than zero", advice: advice)
      return nil
    }
    guard value <= Double(unit.maximum) else {
      let advice = "Write a smaller number."
      mismatch(.outOfRange, setting, expected: "at most \(unit.maximum)", advice: advice)
      return nil
    }
    let count = (value * unit.factor).rounded()
    guard count >= 1 else {
      mismatch(.outOfRange, setting, expected: "at least \(unit.quantum)", advice: "Write a larger number.")
      return nil
    }
    return Int64(count)
  }

  /// A number written without a fraction.
  mutating func wholeNumber(
    _ setting: Setting, in range: ClosedRange<Int>, advice: String = defaultAdvice
  ) -> Int? {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard case .number(let literal) = setting.node.value, literal.isInteger else {
      mismatch(.wrongType, setting, expected: expected, advice: advice)
      return nil
    }
    guard let number = literal.integer.flatMap(Int.init(exactly:)), range.contains(number) else {
      mismatch(.outOfRange, setting, expected: expected, advice: "Write a number in that range.")
      return nil
    }
    return number
  }

  /// `true` or `false`.
  mutating func truthValue(_ setting: Setting) -> Bool? {
    guard case .bool(let value) = setting.node.value else {
      mismatch(.wrongType, setting, expected: "true or false", advice: Self.defaultAdvice)
      return nil
    }
    return value
  }

  /// One of some words.
  mutating func choice<Choice: RawRepresentable<String>>(_ setting: Setting, of choices: [Choice]) -> Choice?
  {
    let names = choices.map(\.rawValue)
    let quoted = names.map { "\"\($0)\"" }
    let expected = [quoted.dropLast().joined(separator: ", "), quoted.last ?? ""].joined(separator: " or ")
    guard case .string(let text) = setting.node.value else {
      mismatch(.wrongType, setting, expected: expected, advice: Self.defaultAdvice)
      return nil
    }
    guard let choice = choices.first(where: { $0.rawValue == text }) else {
      let near = EditDistance.closest(to: text, among: names)
      let advice = near.map { "Did you mean “\($0)”?" } ?? Self.defaultAdvice
      mismatch(.outOfRange, setting, expected: expected, advice: advice)
      return nil
    }
    return choice
  }

  /// Sessions by their ids.
  mutating func sessionIDs(_ setting: Setting) -> Set<SessionID>? {
    guard case .array(let nodes) = setting.node.value else {
      let advice = "Write [\"ses_…\", \"ses_…\"]."
      mismatch(.wrongType, setting, expected: "an array of session ids", advice: advice)
      return nil
    }
    var ids: Set<SessionID> = []
    for (index, node) in nodes.enumerated() {
      if case .string(let id) = node.value, !id.isEmpty {
        ids.insert(SessionID(id))
      } else {
        let code: Diagnostic.Code = node.value == .string("") ? .outOfRange : .wrongType
        let element = Setting(path: "\(setting.path)[\(index)]", node: node)
        mismatch(code, element, expected: "a session id in quotes", advice: "Write it as \"ses_…\".")
      }
    }
    return ids
  }

  /// An absolute path, its `~/` expanded.
  mutating func directory(_ setting: Setting) -> String? {
    let expected = "an absolute path, or one that begins with ~/"
    guard case .string(let text) = setting.node.value else {
      mismatch(.wrongType, setting, expected: expected, advice: Self.defaultAdvice)
      return nil
    }
    guard let path = environment.expandingTilde(text) else {
      let advice = "HOME is not set and this user has no home folder: write the whole path."
      mismatch(.unknownHome, setting, expected: "an absolute path", advice: advice)
      return nil
    }
    // A NUL would cut the path short on its way through C.
    guard path.hasPrefix("/"), !path.utf8.contains(0) else {
      let advice = "A daemon has no folder to start a relative path from."
      mismatch(.outOfRange, setting, expected: expected, advice: advice)
      return nil
    }
    return path
  }

  /// What to do about a setting that has a default.
  static let defaultAdvice = "Leave the key out for the default."
  /// What to do about a limit.
  static let limitAdvice = "Write a number, or leave the key out for no limit."
}
