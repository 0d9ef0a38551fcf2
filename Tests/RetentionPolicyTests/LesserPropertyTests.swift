import RetentionPolicy
import TestSupport
import Testing

/// What must hold where rows that nobody misses, and subagents' sessions, go before whole trees.
@Suite struct LesserPropertyTests {
  private static let scenarios = Scenario.all.map(\.withLesser)

  @Test func withoutALimitNothingGoes() {
    for scenario in Self.scenarios {
      var policy = scenario.policy
      (policy.maxSize, policy.maxAge, policy.maxSessions) = (nil, nil, nil)
      (policy.eventMaxAge, policy.subagentMaxAge) = (nil, nil)
      #expect(scenario.plan(policy).isEmpty, "\(scenario)")
    }
  }

  @Test func anAgeOfEventsThatAreToStayIsNoLimit() {
    #expect(Policy(eventMaxAge: .days(1)).hasLimit)
    #expect(!Policy(events: .keep, eventMaxAge: .days(1)).hasLimit)
  }

  @Test func whatIsSwitchedOffOrProtectedStays() {
    for scenario in Self.scenarios {
      let policy = scenario.policy
      let trees = Dictionary(
        uniqueKeysWithValues: Forest.trees(of: scenario.survey.sessions).map { ($0.id, $0) })
      for trim in scenario.plan.trims {
        #expect(policy.handling(of: trim.content) != .keep, "\(scenario)")
        guard trim.content != .orphans else { continue }
        guard let tree = trees[trim.root] else {
          Issue.record("\(scenario): no tree \(trim.root)")
          continue
        }
        let idle = trim.content == .events ? policy.eventIdle ?? policy.minIdle : policy.minIdle
        #expect(tree.lastActivity <= Scenario.now - idle, "\(scenario)")
        #expect(
          tree.sessions.allSatisfy { $0.busySign == nil && !policy.keep.contains($0.id) }, "\(scenario)")
      }
    }
  }

  @Test func aStricterLimitTakesTheSameTreesAndPossiblyMore() {
    for scenario in Self.scenarios {
      var random = scenario.random
      let evicted = scenario.plan.wholeTrees
      for _ in 0..<8 {
        let stricter = scenario.policy.stricter(usedBytes: scenario.survey.usedBytes, using: &random)
        #expect(scenario.plan(stricter).wholeTrees.isSuperset(of: evicted), "\(scenario) \(stricter)")
      }
    }
  }

  @Test func noTreeGoesForTheSizeWhileSomethingLesserCould() {
    for scenario in Self.scenarios {
      let plan = scenario.plan
      guard let lowWater = scenario.policy.lowWater,
        plan.evictions.contains(where: { $0.reason.isSize && $0.isWholeTree })
      else { continue }
      // With all that is lesser gone, and without the last tree's going, low water would not have been reached.
      let last = plan.evictions.last { $0.reason.isSize }
      var policy = scenario.policy
      policy.maxSize = nil
      let without = plan.evictions.filter { $0 != last }
      let everything = scenario.all(lesserThan: without)
      #expect(scenario.usedBytes(without: without + everything) > lowWater, "\(scenario)")
    }
  }

  @Test func rowsGoStepByStepAndNoFurtherThanLowWater() {
    let order: [Content] = [.orphans, .strayParts, .migratedCopies, .events]
    for scenario in Self.scenarios {
      let plan = scenario.plan
      let forSize = plan.trims.filter(\.reason.isSize)
      let steps = forSize.compactMap { order.firstIndex(of: $0.content) }
      #expect(steps == steps.sorted() && steps.count == forSize.count, "\(scenario)")
      let takesTrees = plan.evictions.contains { $0.reason.isSize && $0.isWholeTree }
      guard !takesTrees, let last = forSize.last, let lowWater = scenario.policy.lowWater else { continue }
      let before = scenario.usedBytes(without: plan.evictions + plan.trims.filter { $0 != last })
      #expect(before > lowWater, "\(scenario)")
    }
  }

  @Test func whenATreeGoesForTheSizeNothingLesserIsLeft() {
    for scenario in Self.scenarios {
      let plan = scenario.plan
      guard plan.evictions.contains(where: { $0.reason.isSize && $0.isWholeTree }) else { continue }
      let all = scenario.all(lesserThan: plan.evictions)
      func names(_ trims: [Plan.Eviction]) -> Set<String> { Set(trims.map { "\($0.content) \($0.tree.id)" }) }
      #expect(names(plan.trims).isSuperset(of: names(all)), "\(scenario)")
    }
  }

  @Test func nothingGoesTwice() {
    for scenario in Self.scenarios {
      let plan = scenario.plan
      let evicted = plan.evictions.flatMap(\.tree.sessions).map(\.id)
      #expect(Set(evicted).count == evicted.count, "\(scenario)")
      let trimmed = plan.trims.map { "\($0.content) \($0.tree.id)" }
      #expect(Set(trimmed).count == trimmed.count, "\(scenario)")
      #expect(
        plan.trims.allSatisfy { $0.content == .orphans || !evicted.contains($0.tree.id) }, "\(scenario)")
    }
  }

  @Test func afterThePlanThereIsNothingMoreToDo() {
    for scenario in Self.scenarios {
      let plan = scenario.plan
      let after = scenario.after(plan)
      #expect(after.survey.usedBytes == plan.expectedUsedBytes, "\(scenario)")
      guard plan.clockDoubt == nil else { continue }
      #expect(after.plan.isEmpty, "\(scenario)")
      #expect(after.plan.unmetLimits == plan.unmetLimits, "\(scenario)")
    }
  }

  @Test func theOrderOfTheSurveyDoesNotMatter() {
    for scenario in Self.scenarios {
      var random = scenario.random
      var shuffled = scenario
      shuffled.survey.sessions.shuffle(using: &random)
      shuffled.survey.orphans.shuffle(using: &random)
      #expect(shuffled.plan == scenario.plan, "\(scenario)")
    }
  }

  /// The properties say little if the scenarios never reach the interesting places.
  @Test func scenariosReachEveryStep() {
    let plans = Self.scenarios.map(\.plan)
    for content in Content.allCases where content.isTrim {
      #expect(plans.count { $0.trims.contains { $0.content == content } } > 15, "\(content)")
    }
    #expect(plans.count { $0.evictions.contains { !$0.isWholeTree } } > 15)
    #expect(plans.count { $0.trims.contains { !$0.reason.isSize } } > 15)
    #expect(plans.count { plan in !plan.trims.isEmpty && plan.evictions.contains { $0.reason.isSize } } > 50)
  }
}

extension Plan {
  fileprivate var wholeTrees: Set<SessionID> { Set(evictions.filter(\.isWholeTree).map(\.tree.id)) }
}

extension EvictionReason {
  fileprivate var isSize: Bool { if case .size = self { true } else { false } }
}

extension Scenario {
  /// The same with rows that nobody misses, and with settings for them.
  fileprivate var withLesser: Scenario {
    var scenario = self
    var random = SplitMix64(seed: seed &* 31 &+ 7)
    for index in scenario.survey.sessions.indices {
      var pages = scenario.survey.sessions[index].bytes.bytes / Self.pageSize
      for content in [Content.strayParts, .migratedCopies, .events] where random.chance(percent: 50) {
        let share = Int64.random(in: 0...pages, using: &random)
        pages -= share
        scenario.survey.sessions[index].trimmable[content] = ByteCount(share * Self.pageSize)
      }
    }
    for number in 0..<Int.random(in: 0...3, using: &random) {
      let bytes = ByteCount(.random(in: 0...6, using: &random) * Self.pageSize)
      let never = Timestamp(milliseconds: 0)
      scenario.survey.orphans.append(
        SurveyedSession(id: SessionID("o\(number)"), created: never, lastActivity: never, bytes: bytes))
      scenario.survey.pageCount = PageCount(
        scenario.survey.pageCount.pages + bytes.bytes / Self.pageSize)
    }
    let handlings = Policy.Handling.allCases
    scenario.policy.orphans = handlings.randomElement(using: &random) ?? .archive
    scenario.policy.migratedCopies = handlings.randomElement(using: &random) ?? .archive
    scenario.policy.events = handlings.randomElement(using: &random) ?? .archive
    func days() -> Milliseconds? {
      random.chance(percent: 40) ? Milliseconds(.random(in: 0...1_000, using: &random)) : nil
    }
    (scenario.policy.eventIdle, scenario.policy.eventMaxAge) = (days(), days())
    scenario.policy.subagentMaxAge = days()
    return scenario
  }

  /// What is used without all this.
  fileprivate func usedBytes(without evictions: [Plan.Eviction]) -> ByteCount {
    survey.usedBytes - evictions.reduce(.zero) { $0 + $1.tree.bytes }
  }

  /// All that is lesser than a tree, besides what goes with these.
  fileprivate func all(lesserThan evictions: [Plan.Eviction]) -> [Plan.Eviction] {
    var policy = policy
    (policy.maxAge, policy.maxSessions, policy.maxSize) = (nil, nil, ByteCount(0))
    let gone = Set(evictions.flatMap(\.tree.sessions).map(\.id))
    var rest = self
    rest.survey.sessions.removeAll { gone.contains($0.id) }
    // Published, no tree goes: then every row that may go does.
    policy.keepShared = true
    for index in rest.survey.sessions.indices { rest.survey.sessions[index].isShared = true }
    return rest.plan(policy).trims
  }

  /// The same after a plan was carried out.
  fileprivate func after(_ plan: Plan) -> Scenario {
    var after = self
    after.survey = survey(without: plan.evictions.map(\.tree))
    for trim in plan.trims {
      after.survey.pageCount = max(
        after.survey.freePages, after.survey.pageCount - PageCount(trim.tree.bytes.bytes / Self.pageSize))
      after.survey.orphans.removeAll { trim.content == .orphans && $0.id == trim.tree.id }
      for index in after.survey.sessions.indices
      where trim.content != .orphans && after.survey.sessions[index].id == trim.tree.id {
        after.survey.sessions[index].bytes = after.survey.sessions[index].bytes - trim.tree.bytes
        after.survey.sessions[index].trimmable[trim.content] = nil
        // Copies have the stray parts among them.
        if trim.content == .migratedCopies { after.survey.sessions[index].trimmable[.strayParts] = nil }
      }
    }
    return after
  }
}
