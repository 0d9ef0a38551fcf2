import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import RetentionEngine

/// Sessions that somebody turns to between the look of a pass at them and their turn.
@Suite struct ResumedSessionTests {
  /// Runs statements when the pass begins to archive.
  private final class Opencode: ProgressObserver {
    private let connection: Connection
    private var statements: String?

    init(_ path: String, _ statements: String) throws {
      connection = try Connection(path: path, mode: .readWrite)
      self.statements = statements
    }

    func progress(_ phase: PassPhase, done: ByteCount, of total: ByteCount) {
      guard phase == .archive, let statements else { return }
      self.statements = nil
      do { try connection.execute(statements) } catch { Issue.record(error) }
    }
  }

  private let policy = Policy(maxAge: .days(30))

  private static let v1 = SampleDatabase.Generation.v1
  private static let v2 = SampleDatabase.Generation.v2
  private static let now = SampleDatabase.Options.defaultNow.milliseconds

  @Test(
    "A session that is used again, shared, or in a turn when its turn to go comes stays with its tree",
    arguments: [
      (v1, "UPDATE session SET time_updated = \(now) WHERE id = 'ID'"),
      (v1, "UPDATE session SET share_url = 'https://opncd.ai/s/1' WHERE id = 'ID'"),
      (
        v1,
        """
        INSERT INTO message (id, session_id, time_created, time_updated, data)
          VALUES ('msg_new', 'ID', \(now), \(now), '{"role":"assistant","time":{"created":\(now)}}')
        """
      ),
      (v2, "UPDATE session_v2 SET time_suspended = \(now) WHERE id = 'ID'"),
    ])
  func stays(_ generation: SampleDatabase.Generation, _ statement: String) throws {
    let fixture = try PassFixture(
      SampleDatabase.Options(generation: generation, targetSize: ByteCount(400_000), oddRows: false))
    let plan = try #require(try fixture.run(policy, isDryRun: true).plan)
    let resumed = try #require(plan.evictions.last?.tree)
    let opencode = try Opencode(
      fixture.path, statement.replacing("ID", with: resumed.sessions[0].id.rawValue))
    let report = Pass(
      path: fixture.path, settings: fixture.settings(policy), progress: opencode, pause: Pause { _ in }
    ).run()
    #expect(report.failure == nil)
    #expect(report.evicted.map(\.tree.id) == plan.evictions.dropLast().map(\.tree.id))
    let told = report.warnings.compactMap { if case .inUse(let tree) = $0 { tree } else { nil } }
    #expect(told == [resumed.id])
    let later = try fixture.run(policy, isDryRun: true)
    #expect(later.evicted.isEmpty)
  }

  @Test("When somebody turns to one session, the events of its whole tree stay")
  func eventsOfTheTree() throws {
    let fixture = try PassFixture(
      SampleDatabase.Options(shape: .events, targetSize: ByteCount(1_500_000), oddRows: false))
    let policy = Policy(minIdle: .hours(1), eventMaxAge: .hours(2))
    let plan = try #require(try fixture.run(policy, isDryRun: true).plan)
    let trims = Dictionary(grouping: plan.trims, by: \.root)
    let root = try #require(trims.first { $0.value.count > 1 }?.key)
    let opencode = try Opencode(
      fixture.path, "UPDATE session SET time_updated = \(Self.now) WHERE id = '\(root.rawValue)'")
    let report = Pass(
      path: fixture.path, settings: fixture.settings(policy), progress: opencode, pause: Pause { _ in }
    ).run()
    #expect(report.failure == nil)
    #expect(Set(report.trimmed.map(\.eviction.root)) == Set(trims.keys).subtracting([root]))
  }
}
