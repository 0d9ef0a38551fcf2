import Glibc
import TestSupport
import Testing

/// The library that makes the faults misses no operation.
@Suite struct LayerTests {
  @Test(
    "The kernel sees no change that the library does not count", .enabled(if: SystemCalls.canBeTraced),
    arguments: [Scenario.v1, .converting, .restoring])
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

  @Test("What is not modelled ends the process")
  func unknownCall() throws {
    try TemporaryFolder.with { folder in
      try File.write("x", to: folder.file("file"))
      let ending = try ChildProcess(
        ["/usr/bin/ln", folder.file("file"), folder.file("other")],
        variables: [
          "LD_PRELOAD": BuiltProgram.path("libFileFaults.so"), "FILE_FAULTS_FOLDER": folder.path,
        ], errors: folder.file("errors")
      ).wait()
      #expect(ending == .signalled(SIGABRT))
    }
  }
}
