import ArgumentParser
import Glibc
import OpencodeStore
import RetentionPolicy
import TestSupport
import WriterTrial

/// One writer: says a byte when it has written for the first time, and ends when its standard input does. A byte there
/// asks it to write to each older session once; when that is done it answers with another.
struct WriteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write", abstract: "Write as one opencode does, until standard input ends.")

  @Argument(help: "The database; never one of your own.")
  var database: String

  @Argument(help: "A new file for what was written.")
  var journal: String

  @Option(help: "Which of the writers this is, from 0 on: each keeps to sessions of its own.")
  var number = 0

  @Option(help: "How many writers there are.")
  var of = 1

  @Option(help: "What is written follows from this number.")
  var seed: UInt64 = 1

  @Option(help: "The mean pause between two writes, in milliseconds.")
  var pause = 20

  @Option(help: "After how many pages of the log to run a checkpoint; 0: never.")
  var autocheckpoint = 1_000

  @Flag(help: "Write to, and delete, large sessions and those with children, too.")
  var trees = false

  /// What standard input has said.
  private enum Input {
    case nothing
    case request
    case end
  }

  func run() throws {
    // What is lost with the writer at its other end is noticed at the next read.
    signal(SIGPIPE, SIG_IGN)
    let connection = try Connection(path: database, mode: .readWrite, busyTimeout: Milliseconds(5_000))
    // As opencode sets them at each start.
    for pragma in [
      "synchronous=NORMAL", "cache_size=-64000", "foreign_keys=ON", "wal_autocheckpoint=\(autocheckpoint)",
      "wal_checkpoint(PASSIVE)",
    ] { try connection.execute("PRAGMA \(pragma)") }
    var generator = SplitMix64(seed: seed &* 1_000 &+ UInt64(number))
    let ledger = try Ledger(connection: connection, journal: Journal(path: journal))
    let workload = try Workload(
      ledger: ledger, number: number, of: of, includingTrees: trees, generator: &generator)
    try workload.begin(&generator)
    sayDone()
    while true {
      switch input(within: Int32.random(in: 0...Int32(2 * pause), using: &generator)) {
      case .nothing: try workload.step(&generator)
      case .request:
        try workload.writeToEachOlder(&generator)
        sayDone()
      case .end: return
      }
    }
  }

  private func sayDone() {
    var byte: UInt8 = 10
    _ = Glibc.write(1, &byte, 1)
  }

  /// Waits so many milliseconds, unless standard input says something before.
  private func input(within milliseconds: Int32) -> Input {
    var wanted = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard poll(&wanted, 1, milliseconds) > 0 else { return .nothing }
    var byte: UInt8 = 0
    return read(0, &byte, 1) > 0 ? .request : .end
  }
}
