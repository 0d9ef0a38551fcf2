internal import RetentionEngine
internal import RetentionPolicy

/// What went, or would go, of rows that nobody misses, step by step.
struct TrimSteps {
  /// One step.
  struct Step {
    let content: Content
    let sessions: Int
    let rows: Int
    /// What they took in the database; an estimate.
    let bytes: ByteCount
    /// The limits that asked for them, such as `3 over maxSizeMB 200`.
    let reasons: String
    /// The archive files that hold them, by name; none in a dry run, and where they lie nowhere.
    let archiveFiles: [String]
    /// Whether they are not archived.
    let isDiscarded: Bool

    /// Such as `34.1 MB of events of 12 sessions: 12 over maxSizeMB 200`.
    var text: String {
      "\(bytes.text) of \(content.words(sessions: sessions))\(isDiscarded ? ", not archived" : ""): \(reasons)"
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
        content: content, sessions: trimmed.count, rows: trimmed.reduce(0) { $0 + $1.rows },
        bytes: trimmed.reduce(.zero) { $0 + $1.eviction.tree.bytes },
        reasons: trimmed.map(\.eviction.reason).summary,
        archiveFiles: Set(trimmed.compactMap(\.archiveFile)).sorted(),
        isDiscarded: report.policy.handling(of: content) == .discard)
    }
  }

  /// The bytes of all of them.
  var bytes: ByteCount { steps.reduce(.zero) { $0 + $1.bytes } }
}

extension Content {
  /// Such as `events of 12 sessions`.
  fileprivate func words(sessions count: Int) -> String {
    let sessions = count.counted("session")
    return switch self {
    case .session: sessions
    case .orphans: "rows of \(sessions) that \(count == 1 ? "does" : "do") not exist"
    case .strayParts: "parts without a message in \(sessions)"
    case .migratedCopies: "opencode 1's copies of \(sessions) that opencode 2 has taken over"
    case .events: "events of \(sessions)"
    }
  }
}
