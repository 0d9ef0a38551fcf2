import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport

/// A damaged archive, catalog, or both: every tree is asked back, or a pass goes over the database first.
///
/// A tree that comes back is exactly the tree that went; one that does not leaves the database as it is. A pass
/// that finishes what a crash left removes no row that the archive does not bring back.
struct ArchiveTrial: Trial {
  private let samples: [ArchiveSample]

  init() throws {
    samples = try ArchiveSample.all()
  }

  static func kind(of seed: UInt64) -> String { ArchiveDamage.kind(for: seed).rawValue }

  func run(_ seed: UInt64) throws -> Finding {
    let turn = Int(seed / UInt64(ArchiveDamage.allCases.count))
    let sample = samples[turn % samples.count]
    let damaged = ArchiveDamage.damage(sample.archive, seed: seed)
    for name in sample.folder.contents() where name.hasPrefix(DatabaseDamage.main) {
      try File.remove(sample.folder.file(name))
    }
    let archive = sample.folder.file("archive")
    for name in TemporaryFolder.contents(of: archive) { try File.remove("\(archive)/\(name)") }
    try sample.database.write(to: sample.folder)
    try damaged.write(to: sample.folder, below: "archive")
    let hasPass = turn / samples.count % 2 == 1
    let swept = hasPass ? try pass(over: sample) : .swept(DatabaseDigest(tables: [:]))
    switch swept {
    case .found(let finding): return finding
    case .swept(let rows): return try restore(sample, lacking: rows)
    }
  }

  private enum PassResult {
    case found(Finding)
    case swept(DatabaseDigest)
  }

  /// A pass that has nothing to evict, but perhaps something to finish; returns what it removed.
  private func pass(over sample: ArchiveSample) throws -> PassResult {
    let settings = PassSettings(
      policy: Policy(maxSessions: 10_000), archive: ArchiveDirectory(path: sample.folder.file("archive")),
      level: 1,
      stateFolder: sample.folder.file("state"), now: SampleDatabase.Options.defaultNow, isDryRun: false)
    let path = sample.folder.file(DatabaseDamage.main)
    let report = Pass(path: path, settings: settings, pause: Pause { _ in }).run()
    if let failure = report.failure, !failure.isTyped { return .found(Finding(.untyped, "\(failure)")) }
    let after = try DatabaseDigest(of: path)
    guard after.rows(missingIn: sample.evicted).isEmpty else {
      return .found(Finding(.rowsDiffer, "the pass added rows"))
    }
    return .swept(DatabaseDigest(tables: sample.evicted.rows(missingIn: after)))
  }

  /// Restores every tree and compares every row.
  ///
  /// - Parameter swept: the rows of the sample's trees that a pass removed.
  private func restore(_ sample: ArchiveSample, lacking swept: DatabaseDigest) throws -> Finding {
    let path = sample.folder.file(DatabaseDamage.main)
    let before = try DatabaseDigest(of: path)
    let restoring = RestorePass(
      archive: ArchiveDirectory(path: sample.folder.file("archive")), database: path, pause: Pause { _ in })
    let ids = sample.trees.keys.sorted { $0.rawValue < $1.rawValue }
    var expected = before
    var refusal: String?
    do {
      for result in try restoring.run(ids) {
        switch result.outcome {
        case .restored: expected = expected + (sample.trees[result.id] ?? DatabaseDigest(tables: [:]))
        case .alongWith(let other), .stood(let other):
          return Finding(.rowsDiffer, "\(result.id) along with \(other)")
        case .partlyRestored(let part):
          return Finding(.rowsDiffer, "\(result.id) came back in part: \(part.cause)")
        case .failed(let error):
          guard error.isTyped else { return Finding(.untyped, "\(error)") }
          refusal = refusal ?? "\(error)"
        }
      }
    } catch {
      guard error.isTyped else { return Finding(.untyped, "\(error)") }
      refusal = "\(error)"
    }
    // What a pass had removed comes back with the trees, so all of it must be among what is there now.
    expected = expected + swept
    let restored = try DatabaseDigest(of: path)
    guard restored == expected else {
      let lost = expected.rows(missingIn: restored).mapValues(\.count)
      return Finding(
        .rowsDiffer, "lost \(lost), added \(restored.rows(missingIn: expected).mapValues(\.count))")
    }
    return Finding(refusal == nil ? .harmless : .refused, refusal ?? "")
  }
}
