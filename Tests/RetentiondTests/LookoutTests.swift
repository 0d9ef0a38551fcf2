import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import SessionArchive
import TestSupport
import Testing

@testable import RetentionAgent

@Suite struct LookoutTests {
  @Test("Of another file in a database's place nothing is known, and a pass over it is due")
  func replaced() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let now = SampleDatabase.Options.defaultNow
    let path = machine.database
    let settings = PassSettings(
      policy: Policy(maxSessions: 10_000), archive: ArchiveDirectory(path: machine.archive), level: 3,
      stateFolder: machine.file("state"), now: now, isDryRun: false)
    let setup = AgentSetup(
      policy: settings.policy,
      folders: AgentSetup.Folders(data: [], databases: [path], configuration: [], own: []),
      databases: { [path] }, skips: { _, _ in false }, settings: { _ in settings })
    var lookout = Lookout()
    #expect(lookout.look(setup, now: now).due.count == 1)
    lookout.remember(Pass(path: path, settings: settings).run(), policy: settings.policy, now: now)
    #expect(lookout.look(setup, now: now).due.isEmpty)
    let copy = machine.file("copy")
    try File.write(File.bytes(path), to: copy)
    _ = try ToolProcess.output(["mv", copy, path])
    let look = lookout.look(setup, now: now)
    #expect(look.due.count == 1)
    #expect(look.failures.contains { if case .databaseReplaced(path) = $0 { true } else { false } })
    #expect(lookout.look(setup, now: now).failures.isEmpty)
  }

  @Test("A database that comes while others are looked at is noticed")
  func appeared() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    let settings = PassSettings(
      policy: Policy(), archive: ArchiveDirectory(path: machine.archive), level: 3,
      stateFolder: machine.file("state"), now: SampleDatabase.Options.defaultNow, isDryRun: true)
    let folder = machine.dataFolder
    let setup = AgentSetup(
      policy: settings.policy,
      folders: AgentSetup.Folders(data: [folder], databases: [], configuration: [], own: []),
      databases: { try DatabaseSearch(dataFolder: folder).files() }, skips: { _, _ in false },
      settings: { _ in settings })
    var lookout = Lookout()
    let look = lookout.look(setup, now: settings.now)
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
    for name in ["opencode.db", "opencode-dev.db-wal", "store.sqlite", "store.sqlite-wal", "srv", "share"] {
      #expect(folders.isOfData(name), "\(name)")
    }
    for name in ["opencode.db-shm", "store.sqlite-shm", "auth.json", "log"] {
      #expect(!folders.isOfData(name), "\(name)")
    }
    for name in ["opencode.json", "r.conf", "ada"] { #expect(folders.isOfConfiguration(name), "\(name)") }
    for name in ["package.json", "opencode.jsonc", "r"] {
      #expect(!folders.isOfConfiguration(name), "\(name)")
    }
  }

  @Test func whatIsNoDatabaseOfOpencodeIsSkippedAndNotAskedForAgain() throws {
    let machine = try Machine()
    let path = machine.file("opencode-notes.db")
    try File.write("some notes", to: path)
    let settings = PassSettings(
      policy: Policy(maxSessions: 1), archive: ArchiveDirectory(path: machine.archive), level: 3,
      stateFolder: machine.file("state"), now: SampleDatabase.Options.defaultNow, isDryRun: false)
    let setup = AgentSetup(
      policy: settings.policy,
      folders: AgentSetup.Folders(data: [], databases: [], configuration: [], own: []),
      databases: { [path] }, skips: { $0 == path && $1 is SQLiteError }, settings: { _ in settings })
    var lookout = Lookout()
    let look = lookout.look(setup, now: settings.now)
    #expect(look.due.isEmpty && look.databases.isEmpty)
    #expect(look.failures.count == 1)
    #expect(look.failures.allSatisfy { if case .skipped(path, _) = $0 { true } else { false } })
    #expect(look.nextLook > settings.now + Lookout.slowLook)
  }
}
