import RetentionPolicy
import Testing

/// A hundred thousand sessions, in the shapes that would break recursion or quadratic work.
@Suite struct ScaleTests {
  private static let count = 100_000
  private static let now = Timestamp(milliseconds: .max)

  /// Sessions of one byte, whose parent is chosen by their number.
  private func survey(parent: (Int) -> Int?) -> Survey {
    let sessions = (0..<Self.count).map { number in
      // Descending times: the chain's root is the youngest, its end is met first.
      let time = Timestamp(milliseconds: Int64(Self.count - number))
      return SurveyedSession(
        id: SessionID("\(number)"), parent: parent(number).map { SessionID("\($0)") }, created: time,
        lastActivity: time, bytes: ByteCount(1))
    }
    return Survey(
      pageSize: ByteCount(1), pageCount: PageCount(Int64(Self.count)), freePages: PageCount(0),
      sessions: sessions)
  }

  @Test(arguments: Policy.Order.allCases) func chainIsOneTree(_ order: Policy.Order) {
    let policy = Policy(maxSize: .zero, orderBy: order)
    let plan = Planner.plan(survey { $0 == 0 ? nil : $0 - 1 }, policy: policy, now: Self.now)
    #expect(plan.evictions.count == 1)
    #expect(plan.evictions.first?.tree.id == SessionID("0"))
    #expect(plan.evictions.first?.tree.sessions.count == Self.count)
    #expect(plan.expectedUsedBytes == .zero)
  }

  @Test func circleIsOneTree() {
    let trees = Forest.trees(of: survey { ($0 + 1) % Self.count }.sessions)
    #expect(trees.map(\.id) == [SessionID("\(Self.count - 1)")])
    #expect(trees.first?.sessions.count == Self.count)
  }

  @Test(arguments: Policy.Order.allCases) func flatListIsAsManyTrees(_ order: Policy.Order) {
    let policy = Policy(maxSize: ByteCount(60_000), maxSessions: 70_000, orderBy: order)
    let plan = Planner.plan(survey { _ in nil }, policy: policy, now: Self.now)
    #expect(plan.evictions.count == 46_000)
    #expect(plan.evictions.first?.tree.id == SessionID("\(Self.count - 1)"))
    #expect(plan.kept.count == 54_000)
  }
}
