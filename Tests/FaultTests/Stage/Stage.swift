internal import Glibc
import RetentionPolicy
import SampleDatabase
import TestSupport

/// A home folder in which one piece of work is done again and again, each time from the same beginning and
/// each time with another fault.
final class Stage {
  let scenario: Scenario
  let machine: Machine
  /// What all work begins with.
  let beginning: FolderImage
  /// All rows, wherever they are: what must come back whatever happens.
  let allRows: DatabaseDigest
  /// All side files, as well.
  let sideFiles: FolderImage
  /// The ids of all sessions.
  let sessions: [SessionID]
  private let command: [String]

  /// How a process ended that a fault may have met.
  struct Attempt {
    let ending: ChildProcess.Ending
    let errors: String
    let operations: [FileOperation]

    /// The operation that met the fault, for a message.
    var fault: String {
      operations.first { $0.kind == .fault }.map { "\($0.otherPath) \($0.path)" } ?? "none"
    }
    /// Whether it came to the fault.
    var metFault: Bool { operations.contains { $0.kind == .fault } }
  }

  /// The disks that the files of a pass may lie on, by the beginning of their paths.
  enum Place: String {
    case database = "share/opencode/"
    case archive = "share/retentiond"
    case state = "state"
    /// The files that belong to sessions, on the database's disk.
    case sideFiles = "share/opencode/storage/"

    static let disks = [database, archive, state]
  }

  /// How long a process may take, in seconds; one that hangs is ended.
  private static let limit = 60

  /// Makes what the scenario begins with.
  ///
  /// - Throws: `SQLiteError`, `ToolFailure`, `File.Failure`.
  init(_ scenario: Scenario) throws {
    self.scenario = scenario
    machine = try Machine()
    try machine.configure(scenario.configuration)
    try scenario.prepare(machine)
    allRows = try DatabaseDigest(of: machine.database)
    sideFiles = try FolderImage(of: machine.dataFolder + "/storage")
    sessions = try scenario.sessions(in: machine.database)
    command = try scenario.begin(machine)
    beginning = try FolderImage(of: machine.file(".local"))
  }

  /// What is watched: database, archive and state.
  var folder: String { machine.file(".local") }

  /// Does the work from its beginning on.
  ///
  /// - Throws: `ToolFailure`, `File.Failure`.
  func attempt(_ fault: Fault, at place: Place? = nil) throws -> Attempt {
    try beginning.replace(folder)
    return try run(fault, at: place)
  }

  /// Does the work with what stands there.
  ///
  /// - Parameter trace: a file for what strace says about it.
  /// - Throws: `ToolFailure`, `File.Failure`.
  func run(_ fault: Fault, at place: Place? = nil, tracedInto trace: String? = nil) throws -> Attempt {
    let journal = machine.file("journal")
    TemporaryFolder.removeAll(journal)
    var variables = [
      "LD_PRELOAD": try BuiltProgram.path("libFileFaults.so"), "FILE_FAULTS_FOLDER": folder,
      "FILE_FAULTS_JOURNAL": journal, "FILE_FAULTS_LIMIT": "\(Self.limit)",
    ]
    variables["FILE_FAULTS_BELOW"] = place.map { "\(folder)/\($0.rawValue)" }
    variables.merge(fault.variables) { $1 }
    let tracer = trace.map { ["strace", "-f", "-y", "-e", "trace=%file,%desc", "-o", $0] } ?? []
    let outcome = try machine.run(command, environment: variables, wrapper: tracer)
    return Attempt(
      ending: outcome.ending, errors: outcome.errors,
      operations: try [FileOperation](journal: File.bytes(journal)))
  }
}
