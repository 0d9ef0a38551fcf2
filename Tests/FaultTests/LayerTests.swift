import Glibc
import OpencodeStore
import SessionArchive
import TestSupport
import Testing

@testable import RetentionEngine

/// The library that makes the faults misses no operation.
@Suite struct LayerTests {
  @Test(
    "The kernel sees no change that the library does not count", .enabled(if: SystemCalls.canBeTraced),
    arguments: [Scenario.v1, .converting, .restoring, .rebuilding])
  func nothingIsMissed(_ scenario: Scenario) throws {
    let stage = try Stage(scenario)
    try stage.beginning.replace(stage.folder)
    let trace = stage.machine.file("trace")
    let attempt = try stage.run(.none, tracedInto: trace)
    #expect(attempt.ending == .exited(0), "\(attempt.errors)")
    let seen = SystemCalls.changes(in: try File.text(trace), below: stage.folder + "/")
    var counted: [String: Int] = [:]
    for operation in attempt.operations where operation.isChange {
      counted[SystemCalls.group(of: operation.kind), default: 0] += 1
    }
    // Whether a file was made or opened does not show in a call.
    counted["create"] = nil
    #expect(counted == seen)
    #expect(seen["write"] ?? 0 > 50)
  }

  @Test("Where rows go and sessions stay, every kind of such rows goes")
  func trimming() throws {
    let stage = try Stage(.trimming)
    let attempt = try stage.attempt(.none)
    #expect(attempt.ending == .exited(75) || attempt.ending == .exited(0), "\(attempt.errors)")
    var contents: Set<String> = []
    try Connection(path: stage.machine.archive + "/catalog.db", mode: .readOnly)
      .prepare("SELECT DISTINCT content FROM archived_session WHERE state = 'evicted'")
      .forEachRow { contents.insert($0.text(at: 0) ?? "") }
    #expect(contents == ["orphans", "stray-parts", "events"])
  }

  @Test("No descriptor is closed twice where another retentiond is at work")
  func locked() throws {
    let stage = try Stage(.v1)
    try stage.beginning.replace(stage.folder)
    let archive = ArchiveDirectory(path: stage.machine.archive)
    try archive.make()
    let lock = try PassLock(directory: archive)
    let attempt = try withExtendedLifetime(lock) { try stage.run(.none) }
    #expect(attempt.ending == .exited(75), "\(attempt.errors)")
  }

  @Test(
    "What is not modelled ends the process, and what closes twice",
    arguments: [["/usr/bin/ln", "file", "other"], ["/bin/bash", "-c", "exec 9<file 8<&9-; exec 9<&-"]])
  func unknownCall(_ words: [String]) throws {
    try TemporaryFolder.with { folder in
      try File.write("x", to: folder.file("file"))
      let ending = try ChildProcess(
        ["/usr/bin/env", "-C", folder.path] + words,
        variables: [
          "LD_PRELOAD": BuiltProgram.path("libFileFaults.so"), "FILE_FAULTS_FOLDER": folder.path,
        ], errors: folder.file("errors")
      ).wait()
      #expect(ending == .signalled(SIGABRT))
    }
  }
}
