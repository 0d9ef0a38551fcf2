import RetentionPolicy
import TestSupport
import Testing

/// A random survey and policy, small enough that limits, protections, ties and cycles often meet.
struct Scenario: CustomTestStringConvertible {
  static let pageSize: Int64 = 512
  static let now = Timestamp(milliseconds: 1_000)

  /// The scenarios that every property is checked on.
  static let all = (0..<800).map(Scenario.init)

  let seed: Int
  var survey: Survey
  var policy: Policy

  init(seed: Int) {
    self.seed = seed
    var random = SplitMix64(seed: seed)
    let sessions = Self.sessions(using: &random)
    let sessionPages = sessions.reduce(0) { $0 + $1.bytes.bytes } / Self.pageSize
    // Below the sessions' own bytes, too: those are estimates.
    let usedPages = max(0, sessionPages + .random(in: -5...20, using: &random))
    let freePages = Int64.random(in: 0...9, using: &random)
    survey = Survey(
      pageSize: ByteCount(Self.pageSize), pageCount: PageCount(usedPages + freePages),
      freePages: PageCount(freePages), sessions: sessions)
    policy = Self.policy(for: survey, using: &random)
  }

  var testDescription: String { "seed \(seed)" }

  var plan: Plan { plan(policy) }

  func plan(_ policy: Policy) -> Plan { Planner.plan(survey, policy: policy, now: Self.now) }

  /// A generator of this scenario's own, apart from the one that made it.
  var random: SplitMix64 { SplitMix64(seed: ~seed) }

  /// What a survey finds after the trees are gone and their pages given back.
  func survey(without trees: [SessionTree]) -> Survey {
    var after = survey
    let gone = Set(trees.flatMap(\.sessions).map(\.id))
    after.sessions.removeAll { gone.contains($0.id) }
    for tree in trees {
      after.pageCount = max(after.freePages, after.pageCount - PageCount(tree.bytes.bytes / Self.pageSize))
    }
    return after
  }

  private static func sessions(using random: inout SplitMix64) -> [SurveyedSession] {
    let names = (0..<Int.random(in: 0...24, using: &random)).map { "s\($0)" }.shuffled(using: &random)
    return names.map { name in
      let created = time(using: &random)
      var session = SurveyedSession(
        id: SessionID(name), created: created, lastActivity: max(created, time(using: &random)),
        bytes: ByteCount(.random(in: 0...12, using: &random) * pageSize))
      // Any other session, this one included, so that cycles arise; or one that does not exist.
      let parent = Int.random(in: 0..<100, using: &random) < 90 ? names.randomElement(using: &random) : "gone"
      if random.chance(percent: 40) { session.parent = parent.map(SessionID.init) }
      session.isShared = random.chance(percent: 8)
      if random.chance(percent: 8) {
        session.busySign = SurveyedSession.BusySign.allCases.randomElement(using: &random)
      }
      return session
    }
  }

  /// Few different times, so that ties arise; now and then one in the future or at the end of time.
  private static func time(using random: inout SplitMix64) -> Timestamp {
    if random.chance(percent: 2) { return Timestamp(milliseconds: Bool.random(using: &random) ? .max : .min) }
    return Timestamp(milliseconds: .random(in: 0...52, using: &random) * 20)
  }

  private static func policy(for survey: Survey, using random: inout SplitMix64) -> Policy {
    Policy(
      maxSize: Bool.random(using: &random)
        ? ByteCount(.random(in: 0...survey.usedBytes.bytes + pageSize, using: &random)) : nil,
      maxAge: Bool.random(using: &random) ? Milliseconds(.random(in: 0...1_000, using: &random)) : nil,
      maxSessions: Bool.random(using: &random) ? .random(in: 0...20, using: &random) : nil,
      minIdle: Milliseconds(.random(in: 0...400, using: &random)),
      orderBy: Policy.Order.allCases.randomElement(using: &random) ?? .created,
      lowWaterPercent: .random(in: 1...100, using: &random),
      keep: Set(survey.sessions.filter { _ in random.chance(percent: 6) }.map(\.id)),
      keepShared: random.chance(percent: 80))
  }
}

extension Plan {
  /// The trees that go, by name.
  var evictedIDs: Set<SessionID> { Set(evictions.map(\.tree.id)) }
}
