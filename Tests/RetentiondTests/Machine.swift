import Glibc
import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport

/// A home folder of its own, and the built `retentiond` to run in it as a process of its own.
struct Machine {
  private let folder: TemporaryFolder

  /// What a process left.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// What could not be set up.
  struct Failure: Error {
    let what: String
    let code: Int32
  }

  /// An empty home.
  init() throws {
    folder = try TemporaryFolder()
    for path in [dataFolder, file(".config/opencode")] { try File.makeFolder(path) }
  }

  /// A path in the home.
  func file(_ name: String) -> String { folder.file(name) }
  var dataFolder: String { file(".local/share/opencode") }
  var database: String { dataFolder + "/opencode.db" }
  var archive: String { file(".local/share/retentiond/archive") }

  /// Makes a database; the sessions lie before `SampleDatabase.Options.defaultNow`.
  @discardableResult func makeDatabase(
    _ name: String = "opencode.db", _ options: SampleDatabase.Options = .init()
  ) throws -> SampleDatabase.Summary {
    try SampleDatabase.make(at: dataFolder + "/" + name, options: options)
  }

  /// Writes opencode's configuration.
  func configure(_ session: String) throws {
    try File.write(
      "{\"experimental\": {\"session\": \(session)}}", to: file(".config/opencode/opencode.json"))
  }

  /// The ids in the archive's only file, in its order.
  func archivedIDs() throws -> [String] {
    let catalog = try Connection(path: archive + "/catalog.db", mode: .readOnly)
    var ids: [String] = []
    try catalog.prepare("SELECT id FROM archived_session ORDER BY entry")
      .forEachRow { if let id = $0.text(at: 0) { ids.append(id) } }
    return ids
  }

  /// Runs `retentiond --once` at the sample databases' present.
  func once(_ arguments: String...) throws -> Outcome {
    try run(["--once", "--now", "\(SampleDatabase.Options.defaultNow.milliseconds)"] + arguments)
  }

  /// Runs `retentiond` and waits for its end.
  ///
  /// - Parameter isUnprivileged: as somebody whom access rights concern, also when the tests run as root.
  func run(
    _ arguments: [String], environment: [String: String] = [:], isUnprivileged: Bool = false
  ) throws -> Outcome {
    // Root without capabilities is refused like everybody else. capabilities(7)
    let drop = ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"]
    let command =
      ["/usr/bin/env", "--chdir=\(folder.path)"] + (isUnprivileged && geteuid() == 0 ? drop : [])
      + [try Self.executable()] + arguments
    let variables = ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let files = [file("output.txt"), file("errors.txt")]
    for (index, path) in files.enumerated() {
      posix_spawn_file_actions_addopen(
        &actions, Int32(index + 1), path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    var process = pid_t()
    let code = Self.withCStrings(command) { arguments in
      Self.withCStrings(variables.map { "\($0.key)=\($0.value)" }) { environment in
        posix_spawn(&process, command[0], &actions, nil, arguments, environment)
      }
    }
    guard code == 0 else { throw Failure(what: command[0], code: code) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(what: "waitpid", code: errno) }
    }
    // The exit code lies in the second byte; a signal in the first. wait(2)
    guard status & 0x7F == 0 else { throw Failure(what: "signal", code: status & 0x7F) }
    return Outcome(
      status: status >> 8 & 0xFF, output: try File.read(files[0]), errors: try File.read(files[1]))
  }

  /// The products lie beside the tests' own program.
  private static func executable() throws -> String {
    guard let path = realpath("/proc/self/exe", nil) else { throw Failure(what: "/proc", code: errno) }
    defer { free(path) }
    let own = String(cString: path)
    let beside = own.split(separator: "/").dropLast().joined(separator: "/")
    return "/\(beside)/retentiond"
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(&copies)
  }
}
