internal import Glibc
internal import TestSupport

/// Processes that write to a database as opencode does, and hold it open until they are stopped.
public final class WriterFleet {
  /// How they write.
  public struct Options: Sendable {
    /// How many there are.
    public var count = 8
    /// What they write follows from it.
    public var seed: UInt64 = 1
    /// The mean pause between two writes of one of them.
    public var pauseMilliseconds = 20
    /// After how many pages of the log they run a checkpoint of their own; opencode leaves it at 1,000.
    public var autocheckpoint = 1_000
    /// Whether they write to large sessions and to those with children, too.
    public var writesToTrees = false

    /// Eight, as issue 3 has them.
    public init() {}

    fileprivate var arguments: [String] {
      let numbers = [
        "--of", "\(count)", "--seed", "\(seed)", "--pause", "\(pauseMilliseconds)", "--autocheckpoint",
        "\(autocheckpoint)",
      ]
      return numbers + (writesToTrees ? ["--trees"] : [])
    }
  }

  private struct Member {
    let connected: ConnectedProcess
    let journal: String
  }

  private var members: [Member] = []

  /// Starts them; each has committed a write when this returns.
  ///
  /// - Parameter folder: where their journals are written.
  /// - Throws: `ToolFailure`, `File.Failure`.
  public init(database: String, folder: String, options: Options = Options()) throws {
    for number in 0..<options.count {
      let journal = "\(folder)/writer-\(number).journal"
      let words = [
        try BuiltProgram.path("opencode-writer"), "write", database, journal, "--number", "\(number)",
      ]
      members.append(Member(connected: try ConnectedProcess(words + options.arguments), journal: journal))
    }
    try awaitAnswers()
  }

  /// Has them write once to each root that stood there before, of those that they may write to and do not delete; they
  /// have when this returns.
  ///
  /// - Throws: `ToolFailure`.
  public func writeToOlderSessions() throws {
    var request: UInt8 = 10
    // What comes of a request is seen by the answer. MSG_NOSIGNAL: the other end may have failed.
    for member in members { send(member.connected.descriptor, &request, 1, Int32(MSG_NOSIGNAL)) }
    try awaitAnswers()
  }

  private func awaitAnswers() throws {
    for member in members {
      var byte: UInt8 = 0
      // Nothing comes from one that has failed.
      guard read(member.connected.descriptor, &byte, 1) == 1 else {
        throw ToolFailure(program: "opencode-writer", ending: member.connected.finish())
      }
    }
  }

  /// Ends them, and returns what they say they wrote.
  ///
  /// - Throws: `ToolFailure`, `JournalError`, `File.Failure`.
  public func stop() throws -> [WriteRecord] {
    let ending = members.map { $0.connected.finish() }
    guard ending.allSatisfy({ $0 == .exited(0) }) else {
      throw ToolFailure(program: "opencode-writer", ending: ending.first { $0 != .exited(0) } ?? nil)
    }
    return try members.flatMap { try Journal.records($0.journal) }
  }
}
