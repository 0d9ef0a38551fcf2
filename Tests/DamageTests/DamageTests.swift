import TestSupport
import Testing

/// Damaged copies of databases and archives, some of those that `Tests/damage` runs by the ten thousand.
///
/// They are run by processes of their own, with a bound on memory and a watchdog: a crash or a hang is then one
/// more finding, with the number of the copy.
@Suite struct DamageTests {
  /// How many copies of each: every kind of damage some times, on every kind of database.
  private static let numbers: [(subject: String, last: Int)] = [("database", 276), ("archive", 216)]

  @Test("No delete on a damaged database, no restore from a damaged archive", arguments: numbers)
  func damagedCopies(_ subject: String, _ last: Int) throws {
    let folder = try TemporaryFolder()
    let output = folder.file("output")
    let process = try ChildProcess(
      [try BuiltProgram.path("damage-trials"), subject, "--last", "\(last)"], output: output)
    let ending = try process.wait()
    let text = try File.text(output)
    #expect(ending == .exited(0), "\(text)")
    // What is damaged is refused, and what is not is worked on: neither is true of a program that does nothing.
    let totals = try #require(text.split(separator: "\n").last { $0.hasPrefix("all ") })
    let counts = totals.split(separator: " ").compactMap { Int($0) }
    #expect(counts.reduce(0, +) == last, "\(text)")
    #expect(counts.filter { $0 >= last / 4 }.count == 2, "\(text)")
  }
}
