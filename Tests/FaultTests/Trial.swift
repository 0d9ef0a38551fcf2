import Glibc
import TestSupport
import Testing

/// One scenario, in which faults are tried one after the other; each result is examined.
final class Trial {
  let stage: Stage
  /// What the work does when nothing disturbs it.
  let operations: [FileOperation]
  private let examination: Examination
  private let kind: String
  private var faults = 0
  private var failures = 0

  /// Does the work undisturbed.
  ///
  /// - Parameter kind: what kind of faults are tried, for the table.
  init(_ scenario: Scenario, _ kind: String) throws {
    self.kind = kind
    stage = try Stage(scenario)
    let undisturbed = try stage.attempt(.none)
    try #require(undisturbed.ending == .exited(0), "\(undisturbed.errors)")
    operations = undisturbed.operations
    let rows = try DatabaseDigest(of: stage.machine.database)
    examination = Examination(stage: stage, expectedRows: scenario.isPass ? rows : nil)
    let problems = try examination.problems()
    try #require(problems.isEmpty, "\(problems)")
  }

  /// The changes among the operations.
  var changes: [FileOperation] { operations.filter(\.isChange) }

  /// Kills the process; one that ends before does not count.
  ///
  /// - Returns: whether it was killed.
  @discardableResult
  func kill(_ fault: Fault) throws -> Bool {
    let attempt = try stage.attempt(fault)
    guard attempt.ending == .signalled(SIGKILL) else {
      if attempt.ending != .exited(0) { fail("\(fault): \(attempt.ending) \(attempt.errors)") }
      return false
    }
    try examine("\(fault), \(attempt.fault)")
    return true
  }

  /// Lets operations fail, and expects the process to say so in a way that asks to try again.
  func refuse(_ refusal: Refusal, at number: Int, of place: Stage.Place) throws {
    let attempt = try stage.attempt(.refuse(refusal, at: number), at: place)
    guard attempt.metFault else { return }
    let description = "\(place), \(refusal.name), number \(number), \(attempt.fault)"
    if !refusal.isAnswered(by: attempt.ending) {
      fail("\(description): \(attempt.ending) \(attempt.errors)")
    }
    try examine(description, mayRenewCatalog: refusal.among == .reads)
  }

  /// Examines what stands in the folder.
  func examine(_ description: String, mayRenewCatalog: Bool = false) throws {
    faults += 1
    for problem in try examination.problems(mayRenewCatalog: mayRenewCatalog) {
      fail("\(description): \(problem)")
    }
  }

  private func fail(_ sentence: String) {
    failures += 1
    Issue.record("\(stage.scenario.rawValue), \(sentence)")
  }

  /// Adds a line to the table that `Tests/faults` prints.
  func finish() throws {
    guard let path = getenv("RETENTIOND_FAULTS_TABLE").map({ String(cString: $0) }) else { return }
    let row = "| \(kind) | \(stage.scenario.rawValue) | \(changes.count) | \(faults) | \(failures) |\n"
    // Lines of several tests at once do not mix. write(2)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let written = row.withCString { write(descriptor, $0, strlen($0)) }
    try #require(written == row.utf8.count)
  }
}
