import Glibc
import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

@testable import RetentionAgent

@Suite struct LookoutTests {
  private let now = SampleDatabase.Options.defaultNow

  private func settings(_ machine: Machine, _ policy: Policy = Policy(maxSessions: 10_000)) -> PassSettings {
    PassSettings(
      policy: policy, archive: ArchiveDirectory(path: machine.archive), level: 3,
      stateFolder: machine.file("state"), now: now, isDryRun: false)
  }

  private func setup(
    _ settings: PassSettings, skips: @escaping @Sendable (String, any Error) -> Bool = { _, _ in false },
    _ databases: @escaping @Sendable () throws -> [String]
  ) -> AgentSetup {
    AgentSetup(
      policy: settings.policy,
      folders: { AgentSetup.Folders(data: [], databases: [], configuration: [], own: []) },
      databases: databases, skips: skips, settings: { _ in settings })
  }

  @Test("Of another file in a database's place nothing is known, and a pass over it is due once it is whole")
  func replaced() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let path = machine.database
    let settings = settings(machine)
    let setup = setup(settings) { [path] }
    var lookout = Lookout()
    #expect(lookout.look(setup, now: now).due.count == 1)
    lookout.remember(Pass(path: path, settings: settings).run(), policy: settings.policy, now: now)
    #expect(lookout.look(setup, now: now).due.isEmpty)
    let copy = machine.file("copy")
    try File.write(File.bytes(path), to: copy)
    _ = try ToolProcess.output(["mv", copy, path])
    let look = lookout.look(setup, now: now)
    #expect(look.due.isEmpty && look.nextLook == now + Arrivals.quiet)
    #expect(look.failures.contains { if case .databaseReplaced(path) = $0 { true } else { false } })
    // However often it is looked at meanwhile.
    let early = lookout.look(setup, now: now + Milliseconds(9_000))
    #expect(early.due.isEmpty && early.failures.isEmpty && early.nextLook == look.nextLook)
    let second = lookout.look(setup, now: look.nextLook)
    #expect(second.due.count == 1 && second.failures.isEmpty)
  }

  @Test("A file that is made in place of a deleted one is another, also under the same number")
  func sameNumber() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("opencode.db")
    try File.write("", to: path)
    var before = try DatabaseStamp(databasePath: path)
    for _ in 0..<10 {
      #expect(unlink(path) == 0)
      try File.write("", to: path)
      let after = try DatabaseStamp(databasePath: path)
      #expect(!after.isOfSameFile(as: before))
      before = after
    }
  }

  @Test("A database that is still being copied is neither damaged nor ready")
  func arriving() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let bytes = try File.bytes(machine.database)
    let path = machine.file("opencode-copied.db")
    let setup = setup(settings(machine)) { access(path, F_OK) == 0 ? [path] : [] }
    var lookout = Lookout()
    #expect(lookout.look(setup, now: now).databases.isEmpty)
    var moment = now
    for share in [bytes.count / 4, bytes.count / 2, bytes.count] {
      try File.write(bytes.prefix(share).map(\.self), to: path)
      for _ in 0..<2 {
        let look = lookout.look(setup, now: moment)
        #expect(look.due.isEmpty && look.unseen == 0)
        #expect(look.failures.allSatisfy { if case .databaseCame = $0 { true } else { false } })
        moment = moment + Milliseconds(6_000)
      }
    }
    #expect(lookout.look(setup, now: moment).due.count == 1)
  }

  @Test("What stays half a database is told of")
  func halfADatabase() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let path = machine.database
    try File.write(File.bytes(path).prefix(70_000).map(\.self), to: path)
    let setup = setup(settings(machine)) { [path] }
    var lookout = Lookout()
    for moment in [now, now + Milliseconds(300)] {
      let look = lookout.look(setup, now: moment)
      #expect(look.failures.isEmpty && look.nextLook == now + Arrivals.quiet)
    }
    for moment in [now + Arrivals.quiet, now + Milliseconds(60_000)] {
      let look = lookout.look(setup, now: moment)
      #expect(look.failures.contains { if case .lookFailed(path, _) = $0 { true } else { false } })
      #expect(look.unseen == 1 && look.nextLook == moment + Lookout.slowLook)
    }
  }

  @Test("What is not looked at, as there is something else to do, is not taken for new afterwards")
  func interruptedLook() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let path = machine.database
    let setup = setup(settings(machine)) { [path] }
    var lookout = Lookout()
    _ = lookout.look(setup, now: now)
    let look = lookout.look(setup, now: now) { false }
    #expect(look.databases.isEmpty && look.failures.isEmpty && look.nextLook == now)
    #expect(lookout.look(setup, now: now).due.count == 1)
  }

  @Test("A database that comes while others are looked at is noticed")
  func appeared() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let folder = machine.dataFolder
    let setup = setup(settings(machine)) { try DatabaseSearch(dataFolder: folder).files() }
    var lookout = Lookout()
    let look = lookout.look(setup, now: now)
    #expect(!Lookout.hasChanged(setup, since: look))
    _ = try ToolProcess.output(["cp", machine.database, folder + "/opencode-dev.db"])
    #expect(Lookout.hasChanged(setup, since: look))
  }

  @Test func onlyNamesThatMatterAreNoticed() {
    let folders = AgentSetup.Folders(
      data: ["/home/ada/.local/share/opencode"], databases: ["/srv/store.sqlite"],
      configuration: ["/etc/opencode/opencode.json", "/home/ada/r.conf"], own: [])
    #expect(folders.data == ["/home/ada/.local/share/opencode", "/srv"])
    #expect(folders.configuration == ["/etc/opencode", "/home/ada"])
    for name in ["opencode.db", "opencode-dev.db-wal", "store.sqlite", "store.sqlite-wal"] {
      #expect(folders.isOfData(name), "\(name)")
    }
    for name in ["opencode.db-shm", "store.sqlite-shm", "auth.json", "log"] {
      #expect(!folders.isOfData(name), "\(name)")
    }
    for name in ["opencode.json", "r.conf"] { #expect(folders.isOfConfiguration(name), "\(name)") }
    for name in ["package.json", "opencode.jsonc", "r"] {
      #expect(!folders.isOfConfiguration(name), "\(name)")
    }
  }

  @Test func whatIsNoDatabaseOfOpencodeIsSkippedAndNotAskedForAgain() throws {
    let machine = try Machine()
    let path = machine.file("opencode-notes.db")
    try File.write("some notes", to: path)
    let setup = setup(settings(machine), skips: { $0 == path && $1 is SQLiteError }, { [path] })
    var lookout = Lookout()
    #expect(lookout.look(setup, now: now).failures.isEmpty)
    let look = lookout.look(setup, now: now + Arrivals.quiet)
    #expect(look.due.isEmpty && look.databases.isEmpty)
    #expect(look.failures.count == 1)
    #expect(look.failures.allSatisfy { if case .skipped(path, _) = $0 { true } else { false } })
    #expect(look.nextLook > now + Lookout.slowLook)
  }
}
