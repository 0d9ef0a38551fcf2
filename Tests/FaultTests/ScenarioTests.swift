import OpencodeStore
import TestSupport
import Testing

/// Faults say little about work that does not take place.
@Suite struct ScenarioTests {
  @Test(
    "Rows of each kind go, or come back",
    arguments: [
      (Scenario.trimming, ["events evicted", "orphans evicted", "stray-parts evicted"]),
      (.migrated, ["migrated-copies evicted"]),
      (.restoringEvents, ["events restored"]),
    ])
  func doesItsWork(_ scenario: Scenario, _ expected: [String]) throws {
    let stage = try Stage(scenario)
    let attempt = try stage.attempt(.none)
    #expect(attempt.ending == .exited(0), "\(attempt.errors)")
    var states: Set<String> = []
    try Connection(path: stage.machine.archive + "/catalog.db", mode: .readOnly)
      .prepare("SELECT DISTINCT content || ' ' || state FROM archived_session")
      .forEachRow { if let text = $0.text(at: 0) { states.insert(text) } }
    #expect(states.isSuperset(of: expected), "\(states)")
  }
}
