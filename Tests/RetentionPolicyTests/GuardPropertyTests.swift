import RetentionPolicy
import Testing

/// What must hold for every survey and policy when the clock is in doubt, or a pass may evict only so many.
@Suite struct GuardPropertyTests {
  // MARK: Clock

  @Test func aDoubtTakesTheAgeLimitAwayAndChangesNothingElse() {
    for scenario in Scenario.all {
      guard let plan = scenario.planInDoubt else { continue }
      #expect(plan.clockDoubt != nil, "\(scenario)")
      #expect(!plan.evictions.contains { $0.reason.isAge }, "\(scenario)")
      #expect(!plan.unmetLimits.contains { $0.limit.isAge }, "\(scenario)")
      var policy = scenario.policy
      policy.maxAge = nil
      var expected = scenario.plan(policy)
      expected.clockDoubt = plan.clockDoubt
      #expect(plan == expected, "\(scenario)")
    }
    #expect(
      Scenario.all.count { $0.planInDoubt != nil && $0.plan.evictions.contains { $0.reason.isAge } } > 100)
  }

  @Test func activityIsInDoubtFromMoreThanADayAhead() {
    let now = Timestamp(milliseconds: 100 * 86_400_000)
    let yearTenThousand = 253_402_300_800_000 - now.milliseconds
    for (ahead, isInDoubt) in [
      (0, false), (86_400_000, false), (86_400_001, true), (yearTenThousand - 1, true),
      (yearTenThousand, false),
    ] {
      let newest = Timestamp(milliseconds: now.milliseconds + ahead)
      let plan = Self.plan(now, newest: newest, after: nil)
      #expect((plan.clockDoubt == .activityInFuture(SessionID("new"), newest)) == isInDoubt, "\(ahead)")
      #expect(plan.evictions.isEmpty == isInDoubt, "\(ahead)")
    }
  }

  @Test func theClockIsInDoubtFromTheMillisecondThatItIsBehindTheLastPass() {
    let now = Timestamp(milliseconds: 100 * 86_400_000)
    for (ahead, isInDoubt) in [(Int64.min / 2, false), (-1, false), (0, false), (1, true), (.max / 2, true)] {
      let last = Timestamp(milliseconds: now.milliseconds + ahead)
      let plan = Self.plan(now, newest: now, after: LastPass(moment: last))
      #expect((plan.clockDoubt == .earlierThanLastPass(last)) == isInDoubt, "\(ahead)")
      #expect(plan.evictions.isEmpty == isInDoubt, "\(ahead)")
      #expect(plan.forNextPass == LastPass(moment: now), "\(ahead)")
    }
  }

  /// A plan for a tree that is too old, and one whose newest activity is given.
  private static func plan(_ now: Timestamp, newest: Timestamp, after lastPass: LastPass?) -> Plan {
    let old = Timestamp(milliseconds: 0)
    let sessions = [
      SurveyedSession(id: SessionID("old"), created: old, lastActivity: old, bytes: ByteCount(1)),
      SurveyedSession(id: SessionID("new"), created: now, lastActivity: newest, bytes: ByteCount(1)),
    ]
    let survey = Survey(
      pageSize: ByteCount(1), pageCount: PageCount(2), freePages: PageCount(0), sessions: sessions)
    return Planner.plan(survey, policy: Policy(maxAge: .days(1)), now: now, after: lastPass)
  }

  // MARK: At most so many

  @Test func aPassThatMayEvictOnlySoManyTakesTheFirst() {
    for scenario in Scenario.all {
      let whole = scenario.plan
      for most in [1, 2, 5, 100] {
        let plan = scenario.plan(atMost: most)
        #expect(plan.evictions == Array(whole.evictions.prefix(most)), "\(scenario) \(most)")
        let waiting = plan.kept.filter { $0.reason == .nextPass }.map(\.tree)
        #expect(waiting == whole.evictions.dropFirst(most).map(\.tree), "\(scenario) \(most)")
        #expect(plan.kept.filter { $0.reason != .nextPass } == whole.kept, "\(scenario) \(most)")
        // What stands in the way of a limit for ever is the same, however many passes it takes.
        #expect(plan.unmetLimits == whole.unmetLimits, "\(scenario) \(most)")
        let after = scenario.survey(without: plan.evictions.map(\.tree))
        #expect(plan.expectedUsedBytes == after.usedBytes, "\(scenario) \(most)")
      }
    }
  }

  @Test func severalPassesEndWhereOneWouldHave() {
    var passes = 0
    for scenario in Scenario.all {
      let whole = scenario.plan
      var left = scenario
      var gone: [SessionTree] = []
      var plan = left.plan(atMost: 2)
      while !plan.evictions.isEmpty {
        passes += 1
        gone += plan.evictions.map(\.tree)
        left.survey = scenario.survey(without: gone)
        plan = left.plan(atMost: 2, after: plan.forNextPass)
      }
      #expect(gone == whole.evictions.map(\.tree), "\(scenario)")
      #expect(plan.kept.map(\.tree) == whole.kept.map(\.tree), "\(scenario)")
      #expect(plan.unmetLimits == whole.unmetLimits, "\(scenario)")
      #expect(plan.expectedUsedBytes == whole.expectedUsedBytes, "\(scenario)")
      #expect(plan.forNextPass.unfinishedSizeLimit == nil, "\(scenario)")
    }
    #expect(passes > 900)
  }

  @Test func withoutABoundNothingIsHandedOn() {
    for scenario in Scenario.all {
      #expect(scenario.plan.forNextPass == LastPass(moment: Scenario.now), "\(scenario)")
    }
  }
}

extension Scenario {
  /// The plan after a pass that took a later moment for the present; nil without an age limit.
  fileprivate var planInDoubt: Plan? {
    guard policy.maxAge != nil else { return nil }
    let later = LastPass(moment: Timestamp(milliseconds: Self.now.milliseconds + 1))
    return Planner.plan(survey, policy: policy, now: Self.now, after: later)
  }

  fileprivate func plan(atMost count: Int, after lastPass: LastPass? = nil) -> Plan {
    var policy = policy
    policy.maxEvictionsPerPass = count
    return Planner.plan(survey, policy: policy, now: Self.now, after: lastPass)
  }
}

extension EvictionReason {
  fileprivate var isAge: Bool {
    if case .age = self { true } else { false }
  }
}
