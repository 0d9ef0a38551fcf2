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
public enum Planner {
  /// The plan for one pass.
  ///
  /// - Parameter now: the time against which ages and activity are measured.
  public static func plan(_ survey: Survey, policy: Policy, now: Timestamp) -> Plan {
    let trees = policy.orderBy.oldestFirst(Forest.trees(of: survey.sessions))
    var demand = Demand(policy: policy, usedBytes: survey.usedBytes, treeCount: trees.count, now: now)
    var evictions: [Plan.Eviction] = []
    var kept: [Plan.Kept] = []
    for tree in trees {
      guard let reason = demand.reason(toEvict: tree) else {
        kept.append(Plan.Kept(tree: tree, reason: .withinLimits))
        continue
      }
      if let protection = policy.protection(of: tree, now: now) {
        kept.append(Plan.Kept(tree: tree, reason: protection))
      } else {
        demand.remove(tree)
        evictions.append(Plan.Eviction(tree: tree, reason: reason))
      }
    }
    return Plan(
      evictions: evictions, kept: kept, unmetLimits: demand.unmetLimits(among: kept.map(\.tree)),
      usedBytes: survey.usedBytes, expectedUsedBytes: demand.usedBytes)
  }
}
