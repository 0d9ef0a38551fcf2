public import Glibc

/// The `sqlite3` shell as another process that has a database open, spoken to through a socket.
public final class ShellProcess {
  private let process: ChildProcess
  private let input: UnsafeMutablePointer<FILE>
  private let output: UnsafeMutablePointer<FILE>

  /// Its number.
  public var processID: pid_t { process.id }

  /// Starts the shell; its settings are opencode's, but for the checkpoints.
  ///
  /// - Throws: `ToolFailure`.
  public init(databasePath: String) throws {
    // Closed at every exec, without a moment in between: a shell that another test starts must not inherit
    // this one's end.
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw ToolFailure(program: "socketpair", ending: .exited(errno))
    }
    defer { close(ends[1]) }
    process = try ChildProcess(["sqlite3", "-batch", "-bail", databasePath], connectedTo: ends[1])
    guard let input = fdopen(fcntl(ends[0], F_DUPFD_CLOEXEC, 0), "w"), let output = fdopen(ends[0], "r")
    else { throw ToolFailure(program: "fdopen", ending: .exited(errno)) }
    self.input = input
    self.output = output
    _ = run("PRAGMA busy_timeout=5000; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0;")
  }

  /// Runs statements and returns what they printed, when they are done.
  public func run(_ sql: String) -> [String] {
    fputs("\(sql)\n.print done\n", input)
    fflush(input)
    var lines: [String] = []
    var buffer = [CChar](repeating: 0, count: 4_096)
    while fgets(&buffer, Int32(buffer.count), output) != nil {
      let line = String(decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init), as: UTF8.self)
      if line == "done" { break }
      lines.append(line)
    }
    return lines
  }

  deinit {
    fputs(".exit\n", input)
    fclose(input)
    fclose(output)
    process.waitForEnd()
  }
}
