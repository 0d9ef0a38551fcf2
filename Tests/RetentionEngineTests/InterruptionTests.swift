import OpencodeStore
import RetentionPolicy
import SampleDatabase
import SessionArchive
import Synchronization
import TestSupport
import Testing

@testable import RetentionEngine

/// A pass, and a restore, that are stopped at every place where they ask whether to go on.
@Suite struct InterruptionTests {
  private static let policy = Policy(maxSessions: 2, keepShared: false)
  /// Into so many parts the looks of a whole pass are cut.
  private static let parts = 24

  /// Asks for a stop at one look, and counts them.
  private final class Countdown: Sendable {
    private let looks = Atomic(0)
    private let last: Int

    init(stoppingAt last: Int = .max) { self.last = last }

    var count: Int { looks.load(ordering: .relaxed) }
    func interruption() -> Interruption {
      Interruption { self.looks.add(1, ordering: .relaxed).newValue >= self.last }
    }
  }

  private static func fixture() throws -> PassFixture {
    try PassFixture(
      SampleDatabase.Options(generation: .v1, targetSize: ByteCount(1_200_000), sideFiles: false))
  }

  private static let looksOfAPass = Result {
    let countdown = Countdown()
    let fixture = try InterruptionTests.fixture()
    _ = try Interruption.$current.withValue(countdown.interruption()) { try fixture.run(policy) }
    return countdown.count
  }

  @Test(
    "A pass that is stopped loses nothing, leaves nothing lying about, and the next one finishes",
    arguments: 0..<parts)
  func pass(_ part: Int) throws {
    let looks = try Self.looksOfAPass.get()
    let fixture = try Self.fixture()
    let before = try DatabaseDigest(of: fixture.path)
    // The first looks and the last ones, and places all over what lies between.
    let place = part < 8 ? part + 1 : looks * (part - 7) / (Self.parts - 7) - part % 3
    let stopped = try Interruption.$current.withValue(Countdown(stoppingAt: place).interruption()) {
      try fixture.run(Self.policy)
    }
    #expect(stopped.outcome == .interrupted, "\(place) of \(looks)")
    #expect(try DatabaseDigest(of: fixture.path).rows(missingIn: before).isEmpty)
    #expect(try integrityProblems(fixture.path).damage.isEmpty)
    #expect(!TemporaryFolder.contents(of: fixture.archive.path).contains { $0.hasSuffix(".partial") })
    #expect(!TemporaryFolder.contents(of: fixture.folder.file("state")).contains { $0.hasSuffix(".db") })

    let next = try fixture.run(Self.policy)
    #expect(next.check?.ended == fixture.now)
    #expect(try fixture.base.trees().count == 2)
    try fixture.restoreAll(stopped)
    try fixture.restoreAll(next)
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  private static func restore(
    _ ids: [SessionID], of fixture: PassFixture, _ countdown: Countdown
  ) throws -> [RestorePass.Result] {
    try Interruption.$current.withValue(countdown.interruption()) {
      do {
        return try RestorePass(archive: fixture.archive, database: nil, pause: Pause { _ in }).run(ids)
      } catch let error as Interrupted {
        return ids.map { RestorePass.Result(id: $0, outcome: .failed(error)) }
      }
    }
  }

  private static let looksOfARestore = Result {
    let countdown = Countdown()
    let fixture = try InterruptionTests.fixture()
    let ids = try fixture.run(policy).evicted.prefix(2).map(\.tree.id)
    _ = try restore(ids, of: fixture, countdown)
    return countdown.count
  }

  @Test(
    "A restore that is stopped leaves no half of a tree in sight, and the ids after it are not tried",
    arguments: 0..<12)
  func restore(_ part: Int) throws {
    let looks = try Self.looksOfARestore.get()
    let fixture = try Self.fixture()
    let before = try DatabaseDigest(of: fixture.path)
    let evicted = try fixture.run(Self.policy)
    let ids = evicted.evicted.prefix(2).map(\.tree.id)
    let place = part == 0 ? 1 : looks * part / 12
    let results = try Self.restore(ids, of: fixture, Countdown(stoppingAt: place))
    #expect(results.map(\.id) == ids)
    var standing = Set(try fixture.base.trees().map(\.id))
    #expect(results.last.map { standing.contains($0.id) } == false, "\(place) of \(looks)")
    for result in results where !standing.contains(result.id) {
      guard case .failed(let error) = result.outcome else {
        Issue.record("\(result)")
        continue
      }
      #expect(((error as? UnsweptRestore)?.cause ?? error) is Interrupted, "\(error)")
    }
    #expect(try integrityProblems(fixture.path).damage.isEmpty)
    _ = try Self.restore(ids.filter { !standing.contains($0) }, of: fixture, Countdown())
    standing = Set(try fixture.base.trees().map(\.id))
    try fixture.restore(evicted.evicted.map(\.tree.id).filter { !standing.contains($0) })
    #expect(try DatabaseDigest(of: fixture.path) == before)
  }

  @Test("Waiting for a lock ends when work is to stop, and not before its time otherwise")
  func lock() throws {
    let fixture = try Self.fixture()
    let holder = try Connection(path: fixture.path, mode: .readWrite)
    try holder.transaction(.immediate) {
      // The wait would outlast the test.
      let patience = Milliseconds(3_600_000)
      #expect(throws: Interrupted.self) {
        try Interruption.$current.withValue(Countdown(stoppingAt: 9).interruption()) {
          try Connection(path: fixture.path, mode: .readWrite, busyTimeout: patience)
            .transaction(.immediate) {}
        }
      }
      let countdown = Countdown()
      let error = #expect(throws: SQLiteError.self) {
        try Interruption.$current.withValue(countdown.interruption()) {
          try Connection(path: fixture.path, mode: .readWrite, busyTimeout: Milliseconds(60))
            .transaction(.immediate) {}
        }
      }
      #expect(error?.code.primary == .busy)
      // 1, 2, 5, 10, 15, 20 and the 7 that are left; then no more.
      #expect(countdown.count > 7)
    }
  }

  @Test("Records are written also when all other work is to stop")
  func records() throws {
    let fixture = try Self.fixture()
    try Interruption.$current.withValue(Countdown(stoppingAt: 0).interruption()) {
      let records = try Connection(path: fixture.folder.file("records.db"), mode: .create, keepsRecords: true)
      try records.transaction(.immediate) {
        try records.execute("CREATE TABLE record (a); INSERT INTO record VALUES (1)")
      }
      #expect(try records.integer("SELECT count(*) FROM record") == 1)
      #expect(throws: Interrupted.self) {
        try Connection(path: fixture.path, mode: .readOnly).integer("SELECT 1")
      }
    }
  }
}
