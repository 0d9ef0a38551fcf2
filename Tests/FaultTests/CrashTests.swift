import TestSupport
import Testing

/// A process that is killed loses no row, at whatever moment.
@Suite struct CrashTests {
  @Test("Killed before every step", .timeLimit(.minutes(60)), arguments: Scenario.allCases)
  func everyStep(_ scenario: Scenario) throws {
    let trial = try Trial(scenario, "killed before a step")
    let numbers = Array(1...trial.changes.count)
    for number in Extent.current.select(numbers, usually: scenario == .v1 ? numbers.count : 12, seed: 1) {
      try trial.kill(.killBefore(number))
    }
    // The numbers of steps differ a little from run to run: as long as there is one more, it is tried.
    var number = trial.changes.count + 1
    while try Extent.current == .all && trial.kill(.killBefore(number)) { number += 1 }
    try trial.finish()
  }

  @Test("Killed in the middle of every write", .timeLimit(.minutes(60)), arguments: Scenario.allCases)
  func everyWrite(_ scenario: Scenario) throws {
    let trial = try Trial(scenario, "killed within a write")
    let numbers = trial.changes.indices.filter { trial.changes[$0].kind == .write }.map { $0 + 1 }
    for number in Extent.current.select(numbers, usually: scenario == .v1 ? 30 : 4, seed: 2) {
      try trial.kill(.killWithin(number))
    }
    try trial.finish()
  }

  @Test("Killed at random moments", .timeLimit(.minutes(60)), arguments: Scenario.allCases)
  func randomMoments(_ scenario: Scenario) throws {
    let trial = try Trial(scenario, "killed at random")
    var generator = SplitMix64(seed: 3)
    for turn in 0..<Extent.current.times(usually: 3, all: 200) {
      // Every second one soon after some operation, the others at any time of the whole.
      let isNear = turn % 2 == 0
      let number = isNear ? Int.random(in: 1...trial.changes.count, using: &generator) : 1
      let microseconds = Int.random(in: 0...(isNear ? 500 : 150_000), using: &generator)
      try trial.kill(.killLater(microseconds: microseconds, after: number))
    }
    try trial.finish()
  }
}
