import TestSupport
import Testing

/// A power failure loses no row, at whatever moment, and whatever of the writes since the last sync it takes.
@Suite struct PowerLossTests {
  @Test("Power fails after every step", .timeLimit(.minutes(60)), arguments: Scenario.allCases)
  func everyStep(_ scenario: Scenario) throws {
    let trial = try Trial(scenario, "power fails")
    try trial.stage.beginning.replace(trial.stage.folder)
    var disk = try Disk(of: trial.stage.folder)
    let undisturbed = try trial.stage.run(.none)
    let changes = undisturbed.operations.filter(\.isChange)
    let chosen = Set(
      Extent.current.select(Array(changes.indices), usually: scenario == .v1 ? 60 : 8, seed: 4))
    for (index, change) in changes.enumerated() {
      disk.apply(change)
      guard chosen.contains(index) else { continue }
      for turn in 0..<Extent.current.times(usually: 1, all: 3) {
        let seed = UInt64(index * 8 + turn)
        var generator = SplitMix64(seed: seed)
        try disk.remains(using: &generator).replace(trial.stage.folder)
        try trial.examine(
          "power fails after change \(index + 1), \(change.kind) \(change.path), seed \(seed)")
      }
    }
    try trial.finish()
  }
}
