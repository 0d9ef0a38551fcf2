import RetentionPolicy
import TestSupport
import Testing

/// When a later plan asks for more.
@Suite struct NextDueTests {
  @Test("Until then a plan asks for nothing new, and then it does")
  func isTheMoment() {
    var seen = 0
    for scenario in Scenario.all {
      // What is over a limit and protected for ever, or waits for its turn, is another matter.
      var policy = scenario.policy
      policy.maxEvictionsPerPass = nil
      (policy.maxSize, policy.maxSessions) = (nil, nil)
      let plan = Planner.plan(scenario.survey, policy: policy, now: Scenario.now)
      guard plan.clockDoubt == nil, let due = plan.nextDue(policy: policy, now: Scenario.now),
        due < Scenario.now + .days(300)
      else { continue }
      func count(at now: Timestamp) -> Int {
        Planner.plan(scenario.survey, policy: policy, now: now).evictions.count
      }
      seen += 1
      #expect(count(at: due - Milliseconds(1)) == plan.evictions.count, "\(scenario)")
      // One that comes of age may be protected.
      let later = Planner.plan(scenario.survey, policy: policy, now: due)
      #expect(later.evictions.count >= plan.evictions.count, "\(scenario)")
      #expect(
        later.evictions.count > plan.evictions.count
          || later.kept.filter(\.reason.isProtection).count > plan.kept.filter(\.reason.isProtection).count,
        "\(scenario)")
    }
    #expect(seen > 20)
  }

  @Test func theNextPassMayGoOnAfterAnHour() {
    guard let scenario = Scenario.all.first(where: { $0.plan.evictions.count > 2 }) else {
      Issue.record("no scenario evicts")
      return
    }
    var policy = scenario.policy
    policy.maxEvictionsPerPass = 1
    let plan = scenario.plan(policy)
    #expect(plan.kept.contains { $0.reason == .nextPass })
    let due = plan.nextDue(policy: policy, now: Scenario.now)
    #expect(due.map { $0 <= Scenario.now + .hours(1) } == true)
  }
}
