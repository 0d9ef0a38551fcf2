import RetentionPolicy

extension Plan {
  /// The plan as the golden files show it, one line a tree: `evict  root(its,children)  reason`, or a session of which
  /// rows go: `trim   session  content  bytes  reason`.
  var rendered: String {
    var lines = trims.map {
      "trim   \($0.tree.id)  \($0.content.rawValue)  \($0.tree.bytes.bytes)  \($0.reason.rendered)"
    }
    lines += evictions.map {
      "evict  \($0.tree.rendered)\($0.isWholeTree ? "" : " of \($0.root)")  \($0.reason.rendered)"
    }
    lines += kept.map { "keep   \($0.tree.rendered)  \($0.reason.rendered)" }
    lines += unmetLimits.map { unmet in
      "unmet  \(unmet.limit.rendered), held by \(unmet.protectedBy.isEmpty ? "no tree" : unmet.protectedBy.rendered)"
    }
    if let clockDoubt { lines.append("clock  \(clockDoubt.rendered)") }
    if let limit = forNextPass.unfinishedSizeLimit {
      lines.append("next   goes on with size > \(limit.bytes)")
    }
    lines.append("used   \(usedBytes.bytes) - \(evictedBytes.bytes) = \(expectedUsedBytes.bytes)")
    return lines.map { $0 + "\n" }.joined()
  }
}

extension SessionTree {
  fileprivate var rendered: String {
    sessions.count == 1 ? "\(id)" : "\(id)(\(sessions.dropFirst().map(\.id).rendered))"
  }
}

extension Sequence where Element == SessionID {
  fileprivate var rendered: String { map(\.rawValue).joined(separator: ",") }
}

extension EvictionReason {
  fileprivate var rendered: String {
    switch self {
    case .age(let limit): "age > \(limit.count / Milliseconds.days(1).count)"
    case .sessionCount(let limit): "sessions > \(limit)"
    case .size(let limit): "size > \(limit.bytes)"
    case .eventAge(let limit): "events > \(limit.count / Milliseconds.days(1).count)"
    case .subagentAge(let limit): "subagents > \(limit.count / Milliseconds.days(1).count)"
    }
  }
}

extension KeepReason {
  fileprivate var rendered: String {
    switch self {
    case .withinLimits: "within limits"
    case .activeSince(let time): "active since \(time.day)"
    case .pinned(let id): "pinned \(id)"
    case .shared(let id): "shared \(id)"
    case .busy(let id, let sign): "busy \(id) \(sign.rawValue)"
    case .nextPass: "next pass"
    }
  }
}

extension ClockDoubt {
  fileprivate var rendered: String {
    switch self {
    case .activityInFuture(let id, let time): "\(id) active in the future, \(time.day)"
    case .earlierThanLastPass(let time): "earlier than the last pass, \(time.day)"
    }
  }
}
