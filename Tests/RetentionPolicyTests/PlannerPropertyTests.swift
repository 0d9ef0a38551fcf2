import RetentionPolicy
import TestSupport
import Testing

/// What must hold for every survey and policy.
@Suite struct PlannerPropertyTests {
  @Test func noLimitEvictsNothing() {
    for scenario in Scenario.all {
      var policy = scenario.policy
      (policy.maxSize, policy.maxAge, policy.maxSessions) = (nil, nil, nil)
      let plan = scenario.plan(policy)
      #expect(plan.evictions.isEmpty && plan.unmetLimits.isEmpty, "\(scenario)")
      #expect(plan.kept.allSatisfy { $0.reason == .withinLimits }, "\(scenario)")
    }
  }

  @Test func compliantSurveyGivesEmptyPlan() {
    for scenario in Scenario.all {
      var policy = scenario.policy
      let trees = Forest.trees(of: scenario.survey.sessions)
      let oldest = trees.map(policy.orderBy.time).min() ?? Scenario.now
      // Each limit as strict as it may be.
      policy.maxSize = scenario.survey.usedBytes
      policy.maxSessions = trees.count
      // Nothing is older than the beginning of time, nor is there an age that long.
      let (age, overflow) = Scenario.now.milliseconds.subtractingReportingOverflow(oldest.milliseconds)
      policy.maxAge = overflow ? nil : Milliseconds(age)
      let plan = scenario.plan(policy)
      #expect(plan.evictions.isEmpty && plan.unmetLimits.isEmpty, "\(scenario)")
      #expect(plan.kept.allSatisfy { $0.reason == .withinLimits }, "\(scenario)")
    }
  }

  @Test func stricterLimitEvictsSuperset() {
    for scenario in Scenario.all {
      var random = scenario.random
      let evicted = scenario.plan.evictedIDs
      for _ in 0..<8 {
        let stricter = scenario.policy.stricter(
          usedBytes: scenario.survey.usedBytes, using: &random)
        #expect(scenario.plan(stricter).evictedIDs.isSuperset(of: evicted), "\(scenario) \(stricter)")
      }
    }
  }

  @Test func severalLimitsEvictTheUnionOfEach() {
    for scenario in Scenario.all {
      let limits: [(inout Policy) -> Void] = [
        { ($0.maxAge, $0.maxSessions) = (nil, nil) },
        { ($0.maxAge, $0.maxSize) = (nil, nil) },
        { ($0.maxSessions, $0.maxSize) = (nil, nil) },
      ]
      let each = limits.map { keepOne in
        var policy = scenario.policy
        keepOne(&policy)
        return scenario.plan(policy).evictedIDs
      }
      #expect(scenario.plan.evictedIDs == each.reduce([]) { $0.union($1) }, "\(scenario)")
    }
  }

  @Test func protectedTreeIsNeverChosen() {
    for scenario in Scenario.all {
      let policy = scenario.policy
      for session in scenario.plan.evictions.flatMap(\.tree.sessions) {
        #expect(!policy.keep.contains(session.id), "\(scenario) \(session.id)")
        #expect(!(policy.keepShared && session.isShared), "\(scenario) \(session.id)")
        #expect(session.busySign == nil, "\(scenario) \(session.id)")
        #expect(session.lastActivity <= Scenario.now - policy.minIdle, "\(scenario) \(session.id)")
      }
    }
  }

  @Test func protectionIsTheReasonWhenTheTreeWouldGoWithoutIt() {
    for scenario in Scenario.all {
      for kept in scenario.plan.kept
      where kept.tree.lastActivity <= Scenario.now - scenario.policy.minIdle {
        let wouldGo = scenario.withoutProtection(of: kept.tree).plan.evictedIDs.contains(kept.tree.id)
        #expect(kept.reason.isProtection == wouldGo, "\(scenario) \(kept.tree.id)")
      }
    }
  }

  @Test func inputOrderDoesNotMatter() {
    for scenario in Scenario.all {
      var random = scenario.random
      var shuffled = scenario
      shuffled.survey.sessions.shuffle(using: &random)
      #expect(shuffled.plan == scenario.plan, "\(scenario)")
    }
  }

  @Test func everySessionIsPlannedOnce() {
    for scenario in Scenario.all {
      let plan = scenario.plan
      let trees = plan.evictions.map(\.tree) + plan.kept.map(\.tree)
      let planned = trees.flatMap(\.sessions).sorted { $0.id < $1.id }
      #expect(planned == scenario.survey.sessions.sorted { $0.id < $1.id }, "\(scenario)")
    }
  }

  @Test func oldestUnprotectedGoFirst() {
    for scenario in Scenario.all {
      let plan = scenario.plan
      let key = { (tree: SessionTree) in (scenario.policy.orderBy.time(of: tree), tree.id) }
      let evicted = plan.evictions.map { key($0.tree) }
      let kept = plan.kept.map { key($0.tree) }
      #expect(zip(evicted, evicted.dropFirst()).allSatisfy { $0 < $1 }, "\(scenario)")
      #expect(zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 }, "\(scenario)")
      for kept in plan.kept where !kept.reason.isProtection {
        #expect(evicted.allSatisfy { $0 < key(kept.tree) }, "\(scenario) \(kept.tree.id)")
      }
    }
  }

  @Test func applyingThePlanMeetsTheLimitsOrNamesWhatPreventsIt() {
    for scenario in Scenario.all {
      let plan = scenario.plan
      let after = scenario.survey(without: plan.evictions.map(\.tree))
      #expect(after.usedBytes == plan.expectedUsedBytes, "\(scenario)")
      var policy = scenario.policy
      if plan.clockDoubt != nil { policy.maxAge = nil }
      #expect(policy.exceededLimits(in: after) == plan.unmetLimits.map(\.limit), "\(scenario)")
      for unmet in plan.unmetLimits {
        let holders = plan.kept.filter { unmet.protectedBy.contains($0.tree.id) }
        #expect(holders.map(\.tree.id) == unmet.protectedBy, "\(scenario)")
        #expect(holders.allSatisfy { $0.reason.isProtection }, "\(scenario)")
        // Without them the limit is met, unless they are all there is.
        let without = scenario.survey(without: plan.evictions.map(\.tree) + holders.map(\.tree))
        let isMet = !policy.exceededLimits(in: without).contains(unmet.limit)
        #expect(isMet || holders.count == plan.kept.count, "\(scenario)")
        // And not without the last of them.
        let almost = scenario.survey(without: plan.evictions.map(\.tree) + holders.dropLast().map(\.tree))
        #expect(policy.exceededLimits(in: almost).contains(unmet.limit), "\(scenario)")
      }
    }
  }

  @Test func planningAgainAfterApplyingEvictsNothing() {
    for scenario in Scenario.all {
      let plan = scenario.plan
      var after = scenario
      after.survey = scenario.survey(without: plan.evictions.map(\.tree))
      #expect(after.plan.evictions.isEmpty, "\(scenario)")
      #expect(after.plan.unmetLimits == plan.unmetLimits, "\(scenario)")
      #expect(after.plan.kept.map(\.tree) == plan.kept.map(\.tree), "\(scenario)")
    }
  }

  /// The properties say little if the scenarios never reach the interesting places.
  @Test func scenariosReachEveryReason() {
    let plans = Scenario.all.map(\.plan)
    let rendered = plans.map(\.rendered).joined()
    for reason in [
      "age >", "sessions >", "size >", "within limits", "pinned", "shared", "busy", "active since",
      "unmet  age", "unmet  sessions", "unmet  size",
    ] {
      #expect(rendered.contains(reason), "\(reason)")
    }
    #expect(plans.count { !$0.evictions.isEmpty && !$0.kept.isEmpty } >= 300)
    #expect(plans.count { !$0.evictions.isEmpty && $0.unmetLimits.isEmpty } >= 100)
  }
}

extension Scenario {
  /// The same without any mark on this tree that protects it, but for its activity.
  fileprivate func withoutProtection(of tree: SessionTree) -> Scenario {
    var lifted = self
    let ids = Set(tree.sessions.map(\.id))
    lifted.policy.keep.subtract(ids)
    for index in lifted.survey.sessions.indices where ids.contains(lifted.survey.sessions[index].id) {
      lifted.survey.sessions[index].isShared = false
      lifted.survey.sessions[index].busySign = nil
    }
    return lifted
  }
}

extension Policy {
  /// The limits that a survey exceeds, protected trees or not.
  fileprivate func exceededLimits(in survey: Survey) -> [EvictionReason] {
    let trees = Forest.trees(of: survey.sessions)
    var exceeded: [EvictionReason] = []
    if let maxAge, trees.contains(where: { orderBy.time(of: $0) < Scenario.now - maxAge }) {
      exceeded.append(.age(limit: maxAge))
    }
    if let maxSessions, trees.count > maxSessions { exceeded.append(.sessionCount(limit: maxSessions)) }
    if let maxSize, survey.usedBytes > maxSize { exceeded.append(.size(limit: maxSize)) }
    return exceeded
  }

  /// A policy with some limits lower, or newly set, and perhaps a lower low water.
  func stricter(usedBytes: ByteCount, using random: inout SplitMix64) -> Policy {
    var policy = self
    if random.chance(percent: 50) {
      policy.maxSize = ByteCount(.random(in: 0...(maxSize ?? usedBytes).bytes, using: &random))
    }
    if random.chance(percent: 50) {
      policy.maxAge = Milliseconds(.random(in: 0...(maxAge?.count ?? 1_000), using: &random))
    }
    if random.chance(percent: 50) {
      policy.maxSessions = .random(in: 0...(maxSessions ?? 20), using: &random)
    }
    if random.chance(percent: 25) {
      policy.lowWaterPercent = .random(in: 1...lowWaterPercent, using: &random)
    }
    return policy
  }
}
