import Testing

@testable import SystemdSupport

@Suite struct HeartbeatRuleTests {
  /// What the rule says to these, one after the other.
  private func signs(_ activities: [HeartbeatRule.Activity]) -> [Bool] {
    var rule = HeartbeatRule()
    return activities.map { rule.isDue($0) }
  }

  @Test func givesSignsWhileThereIsNothingToDo() {
    #expect(signs([.idle, .idle, .idle]) == [true, true, true])
  }

  @Test func givesSignsAsLongAsTheWorkAdvances() {
    let counter = ProgressCounter()
    let activities = (0..<5).map { _ in
      counter.advance(by: 4_096)
      return HeartbeatRule.Activity.working(advanced: counter.value)
    }
    #expect(signs(activities) == [true, true, true, true, true])
  }

  /// The first sign is for the beginning of the work.
  @Test func keepsSilentWhenTheWorkHangs() {
    #expect(signs([7, 7, 7, 8, 8].map { .working(advanced: $0) }) == [true, false, false, true, false])
  }

  /// The next piece of work begins where the last one ended.
  @Test func takesANewPieceOfWorkForAnAdvance() {
    let work = HeartbeatRule.Activity.working(advanced: 7)
    #expect(signs([.idle, work, .idle, work, work]) == [true, true, true, true, false])
  }

  @Test func countsOnPastTheLargestNumber() {
    let counter = ProgressCounter()
    counter.advance(by: .max)
    let last = counter.value
    counter.advance()
    #expect(counter.value == 0)
    #expect(signs([.working(advanced: last), .working(advanced: counter.value)]) == [true, true])
  }
}
