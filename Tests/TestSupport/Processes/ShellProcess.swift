public import Glibc

/// The `sqlite3` shell as another process that has a database open, spoken to through a socket.
public final class ShellProcess {
  private let connected: ConnectedProcess
  private let input: UnsafeMutablePointer<FILE>
  private let output: UnsafeMutablePointer<FILE>

  /// Its number.
  public var processID: pid_t { connected.process.id }

  /// Starts the shell; its settings are opencode's, but for the checkpoints.
  ///
  /// - Throws: `ToolFailure`.
  public init(databasePath: String) throws {
    connected = try ConnectedProcess(["sqlite3", "-batch", "-bail", databasePath])
    let descriptor = connected.descriptor
    guard let input = fdopen(fcntl(descriptor, F_DUPFD_CLOEXEC, 0), "w"),
      let output = fdopen(fcntl(descriptor, F_DUPFD_CLOEXEC, 0), "r")
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
    connected.finish()
  }
}
