import RetentionPolicy
import SampleDatabase
import SessionArchive
import Synchronization
import TestSupport
import Testing

@testable import OpencodeStore

/// Somebody commits all the time while a tree is compared and evicted.
@Suite struct CommitDuringEvictionTests {
  @Test("Under the lock no more is compared than there is time for", arguments: [true, false])
  func looksForAsLongAsItMay(_ isOver: Bool) throws {
    let expectations: [(change: String, look: TreeComparison.Look)] = [
      ("", isOver ? .sameInPart : .same),
      // The oldest row of all that hang on the sessions, which is the last to be compared.
      ("UPDATE todo SET content = 'another'", isOver ? .sameInPart : .changed),
      ("DELETE FROM todo", .changed),
    ]
    for expectation in expectations {
      let fixture = try EvictionTests.fixture(.v1)
      let receipt = try fixture.receipt(TreeRows.root)
      #expect(try look(fixture, receipt, isOver, after: expectation.change) == expectation.look)
    }
  }

  @Test("The sessions' own rows are compared in any case", arguments: ["ses_root", "ses_child"])
  func sessionsAreCompared(_ id: String) throws {
    let fixture = try EvictionTests.fixture(.v1)
    let receipt = try fixture.receipt(TreeRows.root)
    let change = "UPDATE session SET title = 'another' WHERE id = '\(id)'"
    #expect(try look(fixture, receipt, true, after: change) == .changed)
  }

  /// The evictor asks whether it is to stop at every row and in every longer statement: at every eleventh of these
  /// moments, in a run of its own, one row is written over.
  @Test("At whatever moment a row is written, what was written is not lost", arguments: [0, 40])
  func isNotLost(_ budget: Int64) throws {
    let fixture = try EvictionTests.fixture(.v1)
    let receipt = try fixture.receipt(TreeRows.root)
    try fixture.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let untouched = try File.bytes(fixture.path)
    var endings: Set<String> = []
    for moment in stride(from: 1, to: Int.max, by: 11) {
      let outcome = try TemporaryFolder.with { folder in
        try File.write(untouched, to: folder.file("copy.db"))
        return try self.outcome(folder.file("copy.db"), receipt, Milliseconds(budget), writingAt: moment)
      }
      guard let outcome else { break }
      endings.insert(String(describing: outcome).prefix { $0 != "(" }.description)
    }
    #expect(endings == ["changed", "evicted"])
  }

  // MARK: Helpers

  private func look(
    _ fixture: ArchiveFixture, _ receipt: Receipt, _ isOver: Bool, after change: String = ""
  ) throws -> TreeComparison.Look {
    let connection = try Connection(path: fixture.path, mode: .readOnly)
    let schema = try fixture.schema()
    let comparison = TreeComparison(
      connection: connection, schema: schema, rows: SessionRows(connection: connection, schema: schema),
      hasher: RowHasher())
    let before = try #require(try comparison.rows(identicalTo: receipt))
    try fixture.execute(change)
    return try comparison.look(at: receipt, after: before) { isOver }
  }

  /// Evicts the tree of a database beside a writer, and expects what it wrote to stand there afterwards.
  ///
  /// - Returns: nil when the moment did not come.
  private func outcome(
    _ path: String, _ receipt: Receipt, _ budget: Milliseconds, writingAt moment: Int
  ) throws -> EvictionOutcome? {
    let writer = try CommittingWriter(path: path, overwritingAt: moment)
    let outcome = try evict(path, receipt, budget, beside: writer)
    guard try writer.hasWritten() else { return nil }
    let database = try Connection(path: path, mode: .readOnly)
    #expect(try database.integer(CommittingWriter.written) == 1, "\(moment)")
    let sessions = "SELECT count(*) FROM session WHERE id IN ('ses_root', 'ses_child')"
    #expect(try database.integer(sessions) == (outcome == .changed ? 2 : 0), "\(moment)")
    return outcome
  }

  private func evict(
    _ path: String, _ receipt: Receipt, _ budget: Milliseconds, beside writer: CommittingWriter
  ) throws -> EvictionOutcome {
    try Interruption.$current.withValue(Interruption { writer.commit() }) {
      let connection = try Connection(path: path, mode: .readWrite)
      let schema = try SchemaReader(connection: connection).read()
      let pacer = LockPacer(budget: budget, gap: Milliseconds(0), pause: Pause { _ in })
      return try Evictor(connection: connection, schema: schema, pacer: pacer).evict(receipt)
    }
  }
}

/// Commits at every call, as far as no lock is in the way, and writes over one row from a given call on, once.
private final class CommittingWriter: Sendable {
  private struct State {
    var connection: Connection
    var calls = 0
    var hasWritten = false
    var failure: (any Error)?
  }

  private static let overwriting = "UPDATE todo SET content = 'written' WHERE session_id = 'ses_root'"
  static let written = "SELECT count(*) FROM todo WHERE content = 'written'"
  private static let harmless = "UPDATE project SET time_updated = time_updated + 1"

  private let state: Mutex<State>
  private let moment: Int

  init(path: String, overwritingAt moment: Int) throws {
    self.moment = moment
    let connection = try Connection(path: path, mode: .readWrite, busyTimeout: Milliseconds(0))
    state = Mutex(State(connection: connection))
  }

  /// - Returns: false: the work is not to stop.
  func commit() -> Bool {
    state.withLock { state in
      state.calls += 1
      let isMoment = state.calls >= moment && !state.hasWritten
      do {
        try state.connection.execute(isMoment ? Self.overwriting : Self.harmless)
        guard isMoment else { return false }
        state.hasWritten = try state.connection.integer(Self.written) == 1
      } catch let error as SQLiteError where .busy ~= error.code {
      } catch {
        state.failure = error
      }
      return false
    }
  }

  /// Whether the moment came while the row was there.
  func hasWritten() throws -> Bool {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.hasWritten
    }
  }
}
