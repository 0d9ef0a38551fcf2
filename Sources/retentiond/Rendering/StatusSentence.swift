internal import RetentionAgent
internal import RetentionEngine
internal import RetentionPolicy

/// What `systemctl status` shows: one sentence on what the agent does.
enum StatusSentence {
  /// It waits: used so much of at most so much, what came back since the start, when it looks again, and what is wrong.
  static func text(_ outlook: Outlook, _ troubles: AgentTroubles) -> String {
    let failure = troubles.failure.map { "; the last pass failed: \($0.cause.printable)" } ?? ""
    let configuration =
      troubles.hasOldConfiguration ? "; the configuration has an error, the one before it is in force" : ""
    let search = troubles.search.map { "; databases could not be searched for: \($0.cause.printable)" } ?? ""
    return text(outlook) + search + failure + configuration + "."
  }

  private static func text(_ outlook: Outlook) -> String {
    let looks = "next look at \(outlook.nextLook.iso8601)"
    guard !outlook.databases.isEmpty else {
      return outlook.unseen == 0 || !outlook.isSearched
        ? "No opencode database yet; \(looks)"
        : "\(outlook.unseen.counted("database")) could not be looked at; \(looks)"
    }
    let used = outlook.databases.reduce(ByteCount.zero) { $0 + $1.glance.usedBytes }
    let trees = outlook.databases.reduce(0) { $0 + $1.glance.treeCount }
    let most = outlook.maxSize.map { " of at most \($0.shortText)" } ?? ""
    let each = outlook.databases.count > 1 && outlook.maxSize != nil ? " each" : ""
    let places = outlook.databases.count > 1 ? " and \(outlook.databases.count) databases" : ""
    let unseen =
      outlook.unseen == 0 ? "" : "; \(outlook.unseen.counted("other database")) could not be looked at"
    return "Uses \(used.text)\(most)\(each) in \(trees.counted("session tree"))\(places), "
      + "\(outlook.returned.text) returned since start, \(looks)\(unseen)"
  }

  /// A pass is under way.
  static func text(_ progress: PassProgress, of path: String) -> String {
    let share =
      progress.total > .zero
      ? " (\(min(100, max(0, Int64(Double(progress.done.bytes) / Double(progress.total.bytes) * 100)))) %)"
      : ""
    let next =
      PassPhase.allCases.drop { $0 != progress.phase }.dropFirst().first
      .map { ", next it \($0.sentence)" } ?? ""
    return "A pass over \(path) \(progress.phase.sentence)\(share)\(next)."
  }
}

extension PassPhase {
  fileprivate var sentence: String {
    switch self {
    case .survey: "looks at the sessions"
    case .archive: "archives"
    case .evict: "verifies and evicts"
    case .reclaim: "gives bytes back"
    case .check: "checks for damage"
    }
  }
}
