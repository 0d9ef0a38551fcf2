import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport

/// A whole pass over a damaged copy of a database.
///
/// Damaged is what `PRAGMA integrity_check` of a fresh connection says so of. That is stricter than what a pass
/// could harm: a wrong index over another table does not matter to it. But a page that is both free and in use is
/// overwritten by the next write, wherever that is, so nothing at all may be written to such a file.
///
/// What the check has no word against, a changed letter in a text, is a row like any other: it is archived,
/// evicted and restored as it stands.
struct DatabaseTrial: Trial {
  private let samples: [DatabaseSample]

  init() throws {
    samples = try DatabaseSample.all()
  }

  static func kind(of seed: UInt64) -> String { DatabaseDamage.kind(for: seed).rawValue }

  /// The four oldest trees go.
  private func policy(_ sample: DatabaseSample) -> Policy {
    Policy(maxSessions: sample.trees - 4, minIdle: Milliseconds(0), keepShared: false)
  }

  func run(_ seed: UInt64) throws -> Finding {
    let sample = samples[Int(seed / UInt64(DatabaseDamage.allCases.count)) % samples.count]
    let damaged = DatabaseDamage.damage(sample.files, seed: seed)
    let look = try TemporaryFolder()
    try damaged.write(to: look)
    let problem = Self.problem(look.file(DatabaseDamage.main))
    let before = Result { try DatabaseDigest(of: look.file(DatabaseDamage.main)) }

    let place = try TemporaryFolder()
    try damaged.write(to: place)
    let settings = PassSettings(
      policy: policy(sample), archive: ArchiveDirectory(path: place.file("archive")), level: 1,
      stateFolder: place.file("state"), now: SampleDatabase.Options.defaultNow, isDryRun: false)
    let report = Pass(path: place.file(DatabaseDamage.main), settings: settings, pause: Pause { _ in }).run()
    if let failure = report.failure, !failure.isTyped { return Finding(.untyped, "\(failure)") }
    if try damaged.isUnchanged(in: place) {
      return Finding(report.failure == nil ? .untouched : .refused, report.failure.map { "\($0)" } ?? "")
    }
    if let problem {
      return Finding(
        report.evicted.isEmpty ? .written : .deleted,
        "\(problem); \(report.failure.map { "\($0)" } ?? "no failure")")
    }
    return try compare(try before.get(), report, settings)
  }

  /// What SQLite says against a database; nil: nothing.
  private static func problem(_ path: String) -> String? {
    do { return try integrityProblems(path).damage.first } catch { return "\(error)" }
  }

  /// Restores all that left, and compares every row.
  private func compare(_ before: DatabaseDigest, _ report: PassReport, _ settings: PassSettings) throws
    -> Finding
  {
    let after = try DatabaseDigest(of: report.path)
    guard after.rows(missingIn: before).isEmpty else { return Finding(.rowsDiffer, "rows were added") }
    let roots = report.evicted.map(\.tree.id)
    for result in try RestorePass(archive: settings.archive, database: nil, pause: Pause { _ in }).run(roots)
    {
      if case .failed(let error) = result.outcome { return Finding(.rowsDiffer, "not restored: \(error)") }
    }
    let restored = try DatabaseDigest(of: report.path)
    guard restored == before else {
      return Finding(.rowsDiffer, "lost \(before.rows(missingIn: restored).mapValues(\.count))")
    }
    if let problem = Self.problem(report.path) {
      return Finding(.rowsDiffer, "damaged afterwards: \(problem)")
    }
    return Finding(.harmless)
  }
}
