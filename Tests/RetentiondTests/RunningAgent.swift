import Glibc
import SampleDatabase
import TestSupport
import Testing

/// An agent at work, and what it tells the service manager.
struct RunningAgent {
  let machine: Machine
  let manager: DatagramSocket
  let run: Machine.Run

  init(_ machine: Machine, environment: [String: String] = [:], wrapper: [String] = []) throws {
    self.machine = machine
    manager = try DatagramSocket(machine.file("notify"))
    let variables = ["NOTIFY_SOCKET": machine.file("notify")].merging(environment) { $1 }
    run = try machine.start([], environment: variables, wrapper: wrapper, name: "agent")
  }

  /// Waits for a message that says this, and returns it.
  @discardableResult func message(saying text: String) throws -> String {
    while true {
      let message = try manager.receive().text
      if message.contains(text) { return message }
    }
  }

  /// What it tells until nothing has been told for so long.
  func silence(seconds: Int) throws -> [String] {
    var messages: [String] = []
    while let message = try manager.receive(withinSeconds: seconds) { messages.append(message.text) }
    return messages
  }

  /// How much memory is resident, in KB.
  func residentMemory() throws -> Int { try figure("VmRSS", of: "/proc/\(run.process.id)/status") }

  /// How often its threads, all of them, were given a processor and gave it back.
  func contextSwitches() throws -> Int {
    let tasks = "/proc/\(run.process.id)/task"
    return try TemporaryFolder.contents(of: tasks).reduce(0) {
      try $0 + figure("ctxt_switches", of: "\(tasks)/\($1)/status")
    }
  }

  /// A figure of proc_pid_status(5); of all such lines the sum.
  private func figure(_ name: String, of status: String) throws -> Int {
    try File.text(status).split(separator: "\n").filter { $0.contains(name) }
      .compactMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } }
      .reduce(0, +)
  }

  /// Asks it to end, and expects that it does so in order.
  func end() throws -> Machine.Outcome {
    run.process.send(SIGTERM)
    try message(saying: "STOPPING=1")
    let outcome = try run.outcome()
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }
}

extension Machine {
  /// A machine with a database of 8 MB, and these settings.
  static func withDatabase(_ session: String = #"{"maxSizeMB": 4, "orphans": "keep", "events": "keep"}"#)
    throws -> Machine
  {
    let machine = try Machine()
    try machine.makeDatabase("opencode.db", .init(targetSize: .mebibytes(8), oddRows: false))
    try machine.configure(session)
    return machine
  }
}
