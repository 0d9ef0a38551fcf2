import Glibc
import TestSupport
import Testing

/// A disk that is full or fails loses no row, whichever disk and at whatever moment, and the process ends in order.
@Suite struct DiskErrorTests {
  @Test(
    "A disk refuses at every step", .timeLimit(.minutes(60)), arguments: Scenario.allCases,
    Stage.Place.disks)
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

  @Test("A file of a session that cannot be read keeps its own tree from going, and no other")
  func unreadableSideFile() throws {
    let stage = try Stage(.v1)
    let refusal = Refusal(name: "no access", error: EACCES, among: .reads)
    let attempt = try stage.attempt(.refuse(refusal, at: 1), at: .sideFiles)
    #expect(attempt.ending == .exited(0), "\(attempt.errors)")
    #expect(attempt.metFault && attempt.errors.contains("a file that belongs to it cannot be archived"))
    let standing = try stage.scenario.sessions(in: stage.machine.database)
    try stage.beginning.replace(stage.folder)
    #expect(try stage.run(.none).ending == .exited(0))
    let undisturbed = try stage.scenario.sessions(in: stage.machine.database)
    #expect(Set(standing).isSuperset(of: undisturbed))
    #expect(standing.count > undisturbed.count && standing.count < stage.sessions.count)
  }
}
