internal import Glibc

/// A process whose standard input and output are the other end of a socket; it is waited for in the end.
public final class ConnectedProcess {
  /// The process.
  public let process: ChildProcess
  /// This end.
  public private(set) var descriptor: Int32

  /// Starts a program.
  ///
  /// - Throws: `ToolFailure`.
  public init(_ words: [String]) throws {
    // Closed at every exec, without a moment in between: a process that another test starts must not inherit
    // this one's end.
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw ToolFailure(program: "socketpair", ending: .exited(errno))
    }
    defer { close(ends[1]) }
    process = try ChildProcess(words, connectedTo: ends[1])
    descriptor = ends[0]
  }

  /// Ends its standard input, and waits for its end; nil when the system cannot tell how it ended.
  @discardableResult
  public func finish() -> ChildProcess.Ending? {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    return process.waitForEnd()
  }

  deinit {
    finish()
  }
}
