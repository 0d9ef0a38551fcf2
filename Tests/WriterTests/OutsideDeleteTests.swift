import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

/// Somebody deletes sessions in opencode while a pass is about to evict them.
@Suite struct OutsideDeleteTests {
  enum Moment: CaseIterable {
    case surveyed
    case archived
    /// After the first tree went.
    case evicting
  }

  /// Deletes sessions through another process as opencode does: the row with what cascades, then the events.
  private final class Deleter: ProgressObserver {
    private let shell: ShellProcess
    private let moment: Moment
    private var victims: [SessionID]
    private var trees = 0

    init(_ shell: ShellProcess, _ moment: Moment, _ victims: [SessionID]) {
      self.shell = shell
      self.moment = moment
      self.victims = victims
    }

    func progress(_ phase: PassPhase, done: ByteCount, of total: ByteCount) {
      if phase == .evict { trees += 1 }
      switch (moment, phase, trees) {
      case (.surveyed, .archive, _), (.archived, .evict, 1), (.evicting, .evict, 2): deleteAll()
      default: break
      }
    }

    private func deleteAll() {
      for victim in victims {
        let id = "'\(victim.rawValue)'"
        for sql in [
          "DELETE FROM session WHERE id = \(id);", "DELETE FROM event_sequence WHERE aggregate_id = \(id);",
          "DELETE FROM event WHERE aggregate_id = \(id);",
        ] { #expect(shell.run(sql) == []) }
      }
      victims = []
    }
  }

  @Test(arguments: Moment.allCases)
  func fiveThatAreDeletedMeanwhileLeaveNothingBehind(_ moment: Moment) throws {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(targetSize: .mebibytes(8), oddRows: false))
    let before = try DatabaseDigest(of: machine.database)
    let archive = ArchiveDirectory(path: machine.archive)
    var settings = PassSettings(
      policy: Policy(maxSize: .mebibytes(1)), archive: archive, level: 3, stateFolder: machine.file("state"),
      now: SampleDatabase.Options.defaultNow, isDryRun: true)
    let plan = Pass(path: machine.database, settings: settings).run().evicted
    let victims = plan.filter { $0.tree.sessions.count == 1 }.suffix(5).map(\.tree.id)
    try #require(victims.count == 5)

    let shell = try ShellProcess(databasePath: machine.database)
    _ = shell.run("PRAGMA foreign_keys=ON;")
    let deleter = Deleter(shell, moment, victims)
    settings.isDryRun = false
    let report = Pass(
      path: machine.database, settings: settings, progress: deleter, pause: Pause { _ in }
    ).run()

    #expect(report.failure == nil)
    let gone = report.evicted.map(\.tree.id)
    #expect(gone.count == plan.count - 5)
    #expect(Set(gone).isDisjoint(with: victims))
    // They were not left as they are, and no later pass looks at them.
    let changed = report.warnings.filter { if case .changed = $0 { true } else { false } }
    #expect(changed.isEmpty)
    let catalog = try Connection(path: archive.catalogPath, mode: .readOnly)
    for victim in victims {
      let state =
        "SELECT count(*) FROM archived_session WHERE state <> 'archived' AND id = '\(victim.rawValue)'"
      #expect(try catalog.integer(state) == 0)
    }
    // Neither a ghost nor an orphan: all that went without being evicted are the victims' rows.
    let archived = try ArchivedRows.digest(of: gone, in: archive, schemaOf: machine.database)
    let after = try DatabaseDigest(of: machine.database)
    #expect((after + archived).rows(missingIn: before).isEmpty)
    let connection = try Connection(path: machine.database, mode: .readOnly)
    for victim in victims {
      for (table, column) in [
        ("session", "id"), ("message", "session_id"), ("part", "session_id"), ("todo", "session_id"),
        ("event", "aggregate_id"), ("event_sequence", "aggregate_id"),
      ] {
        let rows = "SELECT count(*) FROM \(table) WHERE \(column) = '\(victim.rawValue)'"
        #expect(try connection.integer(rows) == 0)
      }
    }
    #expect(try integrityProblems(machine.database).damage.isEmpty)
    #expect(try integrityProblems(machine.database).orphans.isEmpty)
  }
}
