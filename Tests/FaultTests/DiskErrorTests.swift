import TestSupport
import Testing

/// A disk that is full or fails loses no row, whichever disk and at whatever moment, and the process ends in order.
@Suite struct DiskErrorTests {
  @Test(
    "A disk refuses at every step", .timeLimit(.minutes(60)), arguments: Scenario.allCases,
    Stage.Place.allCases)
  func everyStep(_ scenario: Scenario, _ place: Stage.Place) throws {
    let trial = try Trial(scenario, "\(place) disk refuses")
    let prefix = trial.stage.folder + "/" + place.rawValue
    for (index, refusal) in Refusal.all.enumerated() {
      let operations = trial.operations.filter { refusal.among.contains($0) && $0.path.hasPrefix(prefix) }
      let numbers = Array(operations.indices.map { $0 + 1 })
      for number in Extent.current.select(numbers, usually: scenario == .v1 ? 4 : 1, seed: UInt64(index)) {
        try trial.refuse(refusal, at: number, of: place)
      }
    }
    try trial.finish()
  }
}
