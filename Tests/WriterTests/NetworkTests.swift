import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing
import WriterTrial

/// Which sockets a process opens, as strace sees it: https://man7.org/linux/man-pages/man1/strace.1.html
@Suite struct NetworkTests {
  private static func strace(_ trace: String) -> [String] {
    ["strace", "--follow-forks", "--quiet=all", "--trace=socket,execve", "--output=\(trace)", "--"]
  }

  /// The sockets that are of another kind than those within a machine.
  private func sockets(_ trace: String) throws -> [Substring] {
    let lines = try File.text(trace).split(separator: "\n")
    // Whoever sees no program start sees no socket either.
    #expect(lines.contains { $0.contains("execve(") })
    return lines.filter { $0.contains("socket(") && !$0.contains("AF_UNIX") }
  }

  @Test func aSocketWouldBeSeen() throws {
    let folder = try TemporaryFolder()
    let trace = folder.file("trace")
    let shell = try ChildProcess(
      Self.strace(trace) + ["bash", "-c", "exec 3<>/dev/udp/127.0.0.1/9"], output: folder.file("output"),
      errors: folder.file("errors"))
    try shell.wait()
    #expect(try !sockets(trace).isEmpty)
  }

  @Test func aPassAndARestoreOpenNone() throws {
    let machine = try Machine()
    try machine.makeDatabase()
    try machine.configure(#"{"maxSizeMB": 1}"#)
    let trace = machine.file("trace")
    let run = try machine.start(
      Machine.once + ["--format", "json"], wrapper: Self.strace(trace)
    ).outcome()
    #expect(run.status == 0, "\(run.errors)")
    #expect(try sockets(trace) == [])
    let id = try #require(PassOutput(run.output).evicted.first?.id)
    let restore = try machine.start(["restore", id], wrapper: Self.strace(trace)).outcome()
    #expect(restore.status == 0, "\(restore.errors)")
    #expect(try sockets(trace) == [])
  }
}
