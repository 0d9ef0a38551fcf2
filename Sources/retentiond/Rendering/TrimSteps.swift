internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy

/// What went, or would go, of rows that nobody misses, step by step.
struct TrimSteps {
  /// One step.
  struct Step {
    let content: Content
    /// The sessions that they are of, in the order in which they go.
    let ids: [SessionID]
    let rows: Int
    /// What they took in the database; an estimate.
    let bytes: ByteCount
    /// For how many of the sessions each limit asked for them.
    let reasons: [EvictionReason: Int]
    /// The archive files that hold them, by name; none in a dry run, and where they lie nowhere.
    let archiveFiles: [String]
    /// Whether they are not archived.
    let isDiscarded: Bool

    /// Such as `34.1 MB of events of 12 sessions: the database is over maxSizeMB 200`.
    var text: String {
      "\(bytes.text) of \(content.words(sessions: ids.count))\(isDiscarded ? ", not archived" : ""): \(why)"
    }

    private var why: String {
      let sorted = reasons.sorted { ($1.value, $0.key.code) < ($0.value, $1.key.code) }
      if sorted.count == 1 { return sorted[0].key.ofRows }
      return sorted.map { "\($0.key.ofRows) (\($0.value))" }.joined(separator: ", ")
    }
  }

  /// The steps, in their order.
  let steps: [Step]

  /// The steps of a report.
  init(_ report: PassReport) {
    let byContent = Dictionary(grouping: report.trimmed, by: \.eviction.content)
    steps = Content.allCases.compactMap { content in
      guard let trimmed = byContent[content] else { return nil }
      return Step(
        content: content, ids: trimmed.map(\.eviction.tree.id), rows: trimmed.reduce(0) { $0 + $1.rows },
        bytes: trimmed.reduce(.zero) { $0 + $1.eviction.tree.bytes },
        reasons: trimmed.reduce(into: [:]) { $0[$1.eviction.reason, default: 0] += 1 },
        archiveFiles: Set(trimmed.compactMap(\.archiveFile)).sorted(),
        isDiscarded: report.policy.handling(of: content) == .discard)
    }
  }

  /// The bytes of all of them.
  var bytes: ByteCount { steps.reduce(.zero) { $0 + $1.bytes } }
}

extension LeftRows {
  /// What was left and why, such as `events of 2 sessions: another machine reads them`.
  var texts: [String] {
    [
      (orphans, "rows", "they do not exist, and another retentiond is at such rows"),
      (copiesInUse, "opencode 1's copies", "opencode 1 was used in the last 30 days"),
      (copiesNeeded, "opencode 1's copies", "opencode 2 lacks something of each"),
      (remoteEvents, "events", "another machine reads them"),
      (unnumberedEvents, "events", "event_sequence has not given out their numbers"),
    ].filter { $0.0 > 0 }.map { "\($1) of \($0.counted("session")): \($2)" }
  }
}

extension Content {
  /// Such as `events of 12 sessions`.
  fileprivate func words(sessions count: Int) -> String {
    let sessions = count.counted("session")
    return switch self {
    case .session: sessions
    case .orphans: "rows and files of \(sessions) that \(count == 1 ? "does" : "do") not exist"
    case .strayParts: "parts without a message in \(sessions)"
    case .migratedCopies: "opencode 1's copies of \(sessions) that opencode 2 has taken over"
    case .events: "events of \(sessions)"
    }
  }
}
