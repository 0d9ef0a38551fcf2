public import Glibc

/// Another process, started by a test and waited for.
public final class ChildProcess {
  /// How a process ended.
  public enum Ending: Hashable, Sendable {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
  }

  /// Its number.
  public let id: pid_t
  private var ending: Ending?

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: the program, looked up on the PATH, and its arguments.
  ///   - variables: its whole environment; nil: that of the test.
  ///   - input, output, errors: files for its standard streams; nil: the test's own. The last two are made anew.
  ///   - socket: a descriptor for its standard input and output instead.
  /// - Throws: `ToolFailure`.
  public init(
    _ words: [String], variables: [String: String]? = nil, input: String? = nil, output: String? = nil,
    errors: String? = nil, connectedTo socket: Int32? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input { posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0) }
    for (descriptor, path) in [(Int32(1), output), (2, errors)] {
      guard let path else { continue }
      posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    // Who starts the tests in the background may have had the keyboard's signals ignored.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGHUP, SIGINT, SIGTERM] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // And the threads that run tests block most of them.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var process = pid_t()
    if let socket {
      for descriptor in Int32(0)...1 { posix_spawn_file_actions_adddup2(&actions, socket, descriptor) }
    }
    let code = Self.withCStrings(words) { arguments in
      guard let variables else {
        return posix_spawnp(&process, words[0], &actions, &attributes, arguments, environ)
      }
      return Self.withCStrings(variables.map { "\($0.key)=\($0.value)" }) { environment in
        posix_spawnp(&process, words[0], &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else { throw ToolFailure(program: words[0], ending: .exited(code)) }
    id = process
  }

  deinit {
    guard ending == nil else { return }
    send(SIGKILL)
    waitForEnd()
  }

  /// Waits for its end.
  ///
  /// - Throws: `ToolFailure` when the system cannot tell.
  @discardableResult
  public func wait() throws -> Ending {
    guard let ending = waitForEnd() else { throw ToolFailure(program: "waitpid", ending: .exited(errno)) }
    return ending
  }

  /// Whether it has ended by now.
  public var hasEnded: Bool {
    if ending != nil { return true }
    var status: Int32 = 0
    guard waitpid(id, &status, WNOHANG) == id else { return false }
    ending = Self.ending(status)
    return true
  }

  /// Waits for its end where nothing can be thrown; nil when the system cannot tell.
  @discardableResult
  func waitForEnd() -> Ending? {
    if let ending { return ending }
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    ending = Self.ending(status)
    return ending
  }

  /// The exit code lies in the second byte; a signal in the first. wait(2)
  private static func ending(_ status: Int32) -> Ending {
    status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
  }

  /// Sends it a signal, unless its end was waited for already.
  public func send(_ signal: Int32) {
    if ending == nil { kill(id, signal) }
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(&copies)
  }
}

/// A program could not be started, or failed.
public struct ToolFailure: Error {
  /// Which.
  public let program: String
  /// How it ended; a status that is an error number when it could not be started.
  public let ending: ChildProcess.Ending?

  /// A program, and its end as far as it is known.
  public init(program: String, ending: ChildProcess.Ending?) {
    self.program = program
    self.ending = ending
  }
}
