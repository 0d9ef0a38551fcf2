/// Decides which trees go and which stay, from a survey, a policy and the time alone.
///
/// All limits look at the trees in one order, oldest first, and each asks for tree after tree until it is
/// met. An unprotected tree that any limit asks for goes; a protected one stays, still counts, and the limit
/// asks for the next one instead. No limit, no eviction.
///
/// **A stricter limit evicts the same trees and possibly more.** Whether a limit asks for a tree depends only
/// on the tree, the survey and the unprotected trees before it, all of which are gone when it is asked:
/// - age: the tree's time is before now − `maxAge`;
/// - count: the trees, less the unprotected ones before it, are more than `maxSessions`;
/// - size: the survey uses more than `maxSize`, and what it uses, less the unprotected trees before this one,
///   is more than low water.
///
/// Each of these, once false, stays false for every later tree: so what a limit asks for has no gap, the
/// trees that go are always the oldest unprotected ones, and "all of which are gone" is true. Each only
/// becomes true of more trees when its own limit becomes stricter (low water falls with `maxSize`), and none
/// looks at another limit: so the plan for several limits is the union of the plans for each, and grows with
/// any. This is why size is judged by what the survey uses, not by what age and count leave of it: otherwise
/// one tree more gone for its age could bring the use just under `maxSize`, and spare all the trees on the
/// way to low water.
///
/// **Over several passes the same trees go.** `maxEvictionsPerPass` cuts the list off and changes nothing else:
/// the next pass finds fewer trees and bytes, by just those that went, and so goes on where this one stopped.
/// Only that `maxSize` was exceeded may no longer show by then; that is handed on.
///
/// **What nobody misses goes first.** Rows without a session, second copies, events of idle trees and subagents' sessions
/// that are too old are taken off before the size asks for a tree (`LesserSteps`), all that there are, whatever else
/// goes; so the above holds for the trees that are left to ask for. When one of these goes for the size's sake, all of
/// the rows go; otherwise only those, in their order, that low water takes.
public enum Planner {
  /// The plan for one pass.
  ///
  /// - Parameters:
  ///   - now: the time against which ages and activity are measured.
  ///   - lastPass: what the last pass over the database left; nil on the first one.
  public static func plan(
    _ survey: Survey, policy: Policy, now: Timestamp, after lastPass: LastPass? = nil
  ) -> Plan {
    let agesMatter = policy.maxAge != nil || policy.eventAgeLimit != nil || policy.subagentMaxAge != nil
    let clockDoubt = agesMatter ? ClockDoubt(now: now, survey: survey, lastPass: lastPass) : nil
    var limits = policy
    if clockDoubt != nil { (limits.maxAge, limits.eventMaxAge, limits.subagentMaxAge) = (nil, nil, nil) }
    let mostEvictions = max(1, policy.maxEvictionsPerPass ?? .max)
    let trees = policy.orderBy.oldestFirst(Forest.trees(of: survey.sessions))
    let lesser = LesserSteps(survey: survey, trees: trees, policy: limits, now: now)
    var demand = Demand(
      policy: limits, usedBytes: survey.usedBytes, treeCount: trees.count, lesser: lesser, now: now,
      lastPass: lastPass)
    var evictions: [Plan.Eviction] = []
    var kept: [Plan.Kept] = []
    var takesTreesForSize = false
    for tree in trees {
      guard let reason = demand.reason(toEvict: tree) else {
        kept.append(Plan.Kept(tree: tree, reason: .withinLimits))
        continue
      }
      if let protection = policy.protection(of: tree, now: now) {
        kept.append(Plan.Kept(tree: tree, reason: protection))
        continue
      }
      demand.remove(tree)
      if case .size = reason { takesTreesForSize = true }
      if evictions.count < mostEvictions {
        evictions.append(Plan.Eviction(tree: tree, reason: reason))
      } else {
        kept.append(Plan.Kept(tree: tree, reason: .nextPass))
      }
    }
    let subagents = subagents(of: kept, lesser, limits)
    let going = subagents.prefix(mostEvictions - evictions.count)
    evictions = going + evictions
    let trims = trims(
      lesser, evictions, kept, demand, usedBytes: survey.usedBytes, takesAll: takesTreesForSize, limits)
    let expectedUsedBytes = survey.usedBytes - (trims + evictions).reduce(.zero) { $0 + $1.tree.bytes }
    let left = kept.filter { $0.reason != .nextPass }.map(\.tree)
    let isUnfinished = left.count < kept.count
    var plan = Plan(
      trims: trims, evictions: evictions, kept: kept, unmetLimits: demand.unmetLimits(among: left),
      usedBytes: survey.usedBytes, expectedUsedBytes: expectedUsedBytes, clockDoubt: clockDoubt,
      forNextPass: LastPass(
        moment: now,
        unfinishedSizeLimit: isUnfinished ? demand.unfinishedSizeLimit(at: expectedUsedBytes) : nil))
    plan.waitingSubagents = subagents.count - going.count
    return plan
  }

  /// The subagents' sessions that go from trees that stay.
  private static func subagents(
    of kept: [Plan.Kept], _ lesser: LesserSteps, _ policy: Policy
  ) -> [Plan.Eviction] {
    guard let limit = policy.subagentMaxAge else { return [] }
    return kept.filter { $0.reason != .nextPass }.flatMap { kept in
      (lesser.subagents[kept.tree.id] ?? []).map {
        Plan.Eviction(tree: $0, root: kept.tree.id, reason: .subagentAge(limit: limit))
      }
    }
  }

  /// The rows that go: those that are too old, and as many as it takes to come down to low water.
  ///
  /// - Parameter takesAll: whether trees go for the size's sake, before which all of the rows go.
  private static func trims(
    _ lesser: LesserSteps, _ evictions: [Plan.Eviction], _ kept: [Plan.Kept], _ demand: Demand,
    usedBytes: ByteCount, takesAll: Bool, _ policy: Policy
  ) -> [Plan.Eviction] {
    // The rows of a tree that goes go with it; of one that waits for the next pass, then.
    let going =
      evictions.filter(\.isWholeTree).map(\.tree) + kept.filter { $0.reason == .nextPass }.map(\.tree)
    let gone = Set(going.map(\.id))
    var left =
      (going + evictions.filter { !$0.isWholeTree }.map(\.tree)).reduce(usedBytes) { $0 - $1.bytes }
    let stays = lesser.trims.filter { !gone.contains($0.root) || $0.content == .orphans }
    left = stays.filter(\.isTooOld).reduce(left) { $0 - $1.session.bytes }
    return stays.compactMap { trim in
      let tree = SessionTree(root: trim.session, sessions: [trim.session])
      if trim.isTooOld, let limit = policy.eventMaxAge {
        return Plan.Eviction(
          tree: tree, root: trim.root, content: trim.content, reason: .eventAge(limit: limit))
      }
      guard let limit = takesAll ? policy.maxSize : demand.unfinishedSizeLimit(at: left) else { return nil }
      left = left - trim.session.bytes
      return Plan.Eviction(tree: tree, root: trim.root, content: trim.content, reason: .size(limit: limit))
    }
  }
}
