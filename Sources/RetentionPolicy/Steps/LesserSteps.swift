/// What may go before whole trees have to, in the order in which it goes: rows that nobody misses, and subagents' sessions
/// of trees that stay.
///
/// Which of it there is depends on the survey, the protections and the ages alone, and on no other limit: so it does
/// not change what a limit asks for of the trees when another one becomes stricter.
struct LesserSteps {
  /// Rows of one session.
  struct Trim {
    /// The session, with the bytes of these rows.
    let session: SurveyedSession
    /// The root of its tree; its own id where there is no such session.
    let root: SessionID
    let content: Content
    /// Whether they are too old, whatever the size.
    let isTooOld: Bool
  }

  /// The rows, step by step, and in each the oldest trees first.
  let trims: [Trim]
  /// The subagents' sessions that are too old, each with those below it, by the root of their tree.
  let subagents: [SessionID: [SessionTree]]
  private let bytesOfTrees: [SessionID: ByteCount]
  private let bytesOfOrphans: ByteCount

  private static let order: [Content] = [.orphans, .strayParts, .migratedCopies, .events]

  /// What may go of some trees, the oldest first.
  init(survey: Survey, trees: [SessionTree], policy: Policy, now: Timestamp) {
    subagents = Self.subagents(of: trees, policy, now: now)
    let gone = Set(subagents.values.joined().flatMap(\.sessions).map(\.id))
    let orphans = Self.orphans(survey, policy, now: now)
    let ofTrees = trees.flatMap { Self.trims(of: $0, without: gone, policy, now: now) }
    trims = Self.order.flatMap { content in (orphans + ofTrees).filter { $0.content == content } }
    var bytes = ofTrees.reduce(into: [SessionID: ByteCount]()) {
      $0[$1.root, default: .zero] += $1.session.bytes
    }
    for (root, subtrees) in subagents {
      for subtree in subtrees { bytes[root, default: .zero] += subtree.bytes }
    }
    bytesOfTrees = bytes
    bytesOfOrphans = orphans.reduce(.zero) { $0 + $1.session.bytes }
  }

  /// The bytes of all of it.
  var bytes: ByteCount { bytesOfTrees.values.reduce(bytesOfOrphans, +) }

  /// The bytes of what may go of a tree that stays.
  func bytes(of tree: SessionID) -> ByteCount { bytesOfTrees[tree] ?? .zero }

  // MARK: Rows

  /// What hangs on sessions that do not exist, but for what was written a moment ago: a session may be on its way.
  private static func orphans(_ survey: Survey, _ policy: Policy, now: Timestamp) -> [Trim] {
    guard policy.orphans != .keep else { return [] }
    return survey.orphans.filter { $0.lastActivity <= now - policy.minIdle && !policy.keep.contains($0.id) }
      .sorted { $0.id < $1.id }
      .map { Trim(session: $0, root: $0.id, content: .orphans, isTooOld: false) }
  }

  private static func trims(
    of tree: SessionTree, without gone: Set<SessionID>, _ policy: Policy, now: Timestamp
  ) -> [Trim] {
    let allowed = order.filter { policy.allowsTrimming($0, of: tree, now: now) }
    let isTooOld = policy.eventMaxAge.map { tree.lastActivity < now - $0 } ?? false
    return tree.sessions.filter { !gone.contains($0.id) }.flatMap { session in
      allowed.compactMap { content in
        // The copies of a session have its stray parts among them.
        let goesWithCopies = content == .strayParts && allowed.contains(.migratedCopies)
        if goesWithCopies, session.trimmable[.migratedCopies] != nil { return nil }
        guard let bytes = session.trimmable[content], bytes > .zero else { return nil }
        var rows = session
        rows.bytes = bytes
        return Trim(
          session: rows, root: tree.id, content: content, isTooOld: content == .events && isTooOld)
      }
    }
  }

  // MARK: Subagents

  private static func subagents(
    of trees: [SessionTree], _ policy: Policy, now: Timestamp
  ) -> [SessionID: [SessionTree]] {
    guard let limit = policy.subagentMaxAge else { return [:] }
    var subagents: [SessionID: [SessionTree]] = [:]
    for tree in trees where tree.sessions.count > 1 && policy.protection(of: tree, now: now) == nil {
      // A root that descends from a session of its tree would be left without it.
      if tree.sessions.contains(where: { $0.id == tree.root.parent }) { continue }
      let old = SubagentSearch(tree).subtrees { session in
        policy.orderBy.time(of: session) < now - limit
      }
      if !old.isEmpty { subagents[tree.id] = old }
    }
    return subagents
  }
}
