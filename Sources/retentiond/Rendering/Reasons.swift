internal import RetentionPolicy

extension EvictionReason {
  /// A name for programs.
  var code: String {
    switch self {
    case .age: "age"
    case .sessionCount: "sessions"
    case .size: "size"
    case .eventAge: "event-age"
    case .subagentAge: "subagent-age"
    }
  }

  /// The setting and its value.
  var setting: String {
    switch self {
    case .age(let limit): "maxAgeDays \(limit.days)"
    case .sessionCount(let limit): "maxSessions \(limit)"
    case .size(let limit): "maxSizeMB \(limit.megabytes)"
    case .eventAge(let limit): "eventMaxAgeDays \(limit.days)"
    case .subagentAge(let limit): "subagentMaxAgeDays \(limit.days)"
    }
  }

  /// Why rows go from sessions that stay.
  var ofRows: String {
    switch self {
    case .age, .sessionCount, .subagentAge: setting
    case .size: "the database is over \(setting)"
    case .eventAge: "without activity for longer than \(setting)"
    }
  }

  /// How so many trees went under it.
  func text(count: Int) -> String {
    switch self {
    case .age, .eventAge, .subagentAge: "\(count) older than \(setting)"
    case .sessionCount, .size: "\(count) over \(setting)"
    }
  }
}

extension KeepReason {
  /// A name for programs.
  var code: String {
    switch self {
    case .withinLimits: "within-limits"
    case .activeSince: "active"
    case .pinned: "pinned"
    case .shared: "shared"
    case .busy: "busy"
    case .nextPass: "next-pass"
    }
  }

  /// The session that holds the tree; nil when it is no single one.
  var session: SessionID? {
    switch self {
    case .withinLimits, .activeSince, .nextPass: nil
    case .pinned(let id), .shared(let id), .busy(let id, _): id
    }
  }

  /// Why trees stayed, in a few words.
  fileprivate static func words(_ code: String, _ policy: Policy) -> String {
    switch code {
    case "within-limits": "within limits"
    case "active": "active in the last \(policy.minIdle.hours) hours"
    case "busy": "with a turn under way"
    case "next-pass": "left for the next pass (maxEvictionsPerPass \(policy.maxEvictionsPerPass ?? 0))"
    default: code
    }
  }
}

/// How many trees there are for each reason, the most first.
struct ReasonCounts {
  /// The counts by the reasons' codes.
  let counts: [String: Int]

  /// Counts reasons.
  init(_ reasons: some Sequence<KeepReason>) {
    counts = reasons.reduce(into: [:]) { $0[$1.code, default: 0] += 1 }
  }

  /// Such as `25 within limits, 4 active in the last 24 hours`.
  func text(_ policy: Policy) -> String {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \(KeepReason.words($0.key, policy))" }
      .joined(separator: ", ")
  }
}

extension Sequence<EvictionReason> {
  /// Such as `90 over maxSizeMB 200, 6 older than maxAgeDays 90`, the most first.
  var summary: String {
    reduce(into: [EvictionReason: Int]()) { $0[$1, default: 0] += 1 }
      .sorted { ($1.value, $0.key.code) < ($0.value, $1.key.code) }
      .map { $0.key.text(count: $0.value) }
      .joined(separator: ", ")
  }
}

extension Policy {
  /// The limits that are set, such as `maxSizeMB 200, maxAgeDays 90`.
  var limits: [EvictionReason] {
    [
      maxSize.map { .size(limit: $0) }, maxAge.map { .age(limit: $0) },
      maxSessions.map { .sessionCount(limit: $0) }, eventAgeLimit.map { .eventAge(limit: $0) },
      subagentMaxAge.map { .subagentAge(limit: $0) },
    ].compactMap(\.self)
  }

  /// What to write into opencode.json so that something is removed at all; both opencode 1 and 2 accept it.
  static let exampleSetting = #""experimental": { "session": { "maxSizeMB": 500, "maxAgeDays": 90 } }"#
}
