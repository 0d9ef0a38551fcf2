import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import OpencodeStore

/// How long transactions go on and how they learn, by a clock that stands still.
@Suite struct LockPacerTests {
  /// A clock that a test moves.
  private final class Clock {
    private(set) var now = ContinuousClock.now
    func pass(_ milliseconds: Int64) { now += .milliseconds(milliseconds) }
  }

  @Test("What commits took is taken off the time for rows, and slowly given back")
  func learns() {
    var budget = SliceBudget(bound: Milliseconds(40))
    #expect(budget.work == .milliseconds(40))
    budget.learn(lastLook: .milliseconds(41), whole: .milliseconds(56))
    #expect(budget.work == .milliseconds(24))
    // The whole is now within the bound: nothing was gained or lost but an eighth.
    budget.learn(lastLook: .milliseconds(24), whole: .milliseconds(38))
    #expect(budget.work == .milliseconds(26))
    for _ in 1...100 { budget.learn(lastLook: .milliseconds(3), whole: .milliseconds(4)) }
    #expect(budget.work == .milliseconds(39))
  }

  @Test("One row that took for ever leaves an eighth of the bound for those that follow")
  func longRow() {
    var budget = SliceBudget(bound: Milliseconds(40))
    budget.learn(lastLook: .milliseconds(2_000), whole: .milliseconds(2_500))
    #expect(budget.work == .milliseconds(5))
  }

  @Test("Transactions end so that the commit is within the budget, and gaps follow")
  func paces() throws {
    let fixture = try ArchiveFixture()
    let connection = try Connection(path: fixture.path, mode: .readWrite)
    let clock = Clock()
    var gaps = 0
    let pacer = LockPacer(
      budget: Milliseconds(40), gap: Milliseconds(20), pause: Pause { _ in gaps += 1 }, now: { clock.now })
    var rows: [Int] = []
    for _ in 1...4 {
      rows.append(0)
      try pacer.transaction(on: connection) {
        repeat {
          clock.pass(2)
          rows[rows.count - 1] += 1
        } while !pacer.isOverBudget
        // The commit.
        clock.pass(10)
      }
    }
    #expect(rows == [20, 15, 15, 15])
    #expect(pacer.longestLock == Milliseconds(50))
    #expect(gaps == 4)
    // Short ones are not each followed by a gap.
    for _ in 1...15 { try pacer.transaction(on: connection) { clock.pass(2) } }
    #expect(gaps == 5)
  }
}
