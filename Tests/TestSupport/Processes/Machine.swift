internal import Glibc
internal import OpencodeStore
public import SampleDatabase

/// A home folder of its own, and the built `retentiond` to run in it as a process of its own.
public struct Machine {
  private let folder: TemporaryFolder

  /// What a process left.
  public struct Outcome {
    /// How it ended.
    public let ending: ChildProcess.Ending
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String

    /// Its exit status; nil when a signal ended it.
    public var status: Int32? { if case .exited(let status) = ending { status } else { nil } }
  }

  /// A process at work.
  public struct Run {
    /// The process.
    public let process: ChildProcess
    fileprivate let output: String
    /// The file that takes its standard error.
    public let errors: String

    /// Waits for its end.
    ///
    /// - Throws: `ToolFailure`, `File.Failure`.
    public func outcome() throws -> Outcome {
      Outcome(ending: try process.wait(), output: try File.text(output), errors: try File.text(errors))
    }
  }

  /// An empty home.
  ///
  /// - Throws: `TemporaryFolderError`, `File.Failure`.
  public init() throws {
    folder = try TemporaryFolder()
    for path in [dataFolder, file(".config/opencode")] { try File.makeFolder(path) }
  }

  /// A path in the home.
  public func file(_ name: String) -> String { folder.file(name) }
  /// opencode's data folder.
  public var dataFolder: String { file(".local/share/opencode") }
  /// opencode's database.
  public var database: String { dataFolder + "/opencode.db" }
  /// The archive's folder.
  public var archive: String { file(".local/share/retentiond/archive") }

  /// Makes a database; the sessions lie before `SampleDatabase.Options.defaultNow`.
  ///
  /// - Throws: `SQLiteError`.
  @discardableResult public func makeDatabase(
    _ name: String = "opencode.db", _ options: SampleDatabase.Options = .init()
  ) throws -> SampleDatabase.Summary {
    try SampleDatabase.make(at: dataFolder + "/" + name, options: options)
  }

  /// Writes opencode's configuration.
  ///
  /// - Throws: `File.Failure`.
  public func configure(_ session: String) throws {
    try File.write(
      "{\"experimental\": {\"session\": \(session)}}", to: file(".config/opencode/opencode.json"))
  }

  /// The ids in the archive's only file, in its order.
  ///
  /// - Throws: `SQLiteError`.
  public func archivedIDs() throws -> [String] {
    let catalog = try Connection(path: archive + "/catalog.db", mode: .readOnly)
    var ids: [String] = []
    try catalog.prepare("SELECT id FROM archived_session WHERE content = 'session' ORDER BY entry")
      .forEachRow { if let id = $0.text(at: 0) { ids.append(id) } }
    return ids
  }

  /// The arguments of a pass at the sample databases' present.
  public static var once: [String] {
    ["--once", "--now", "\(SampleDatabase.Options.defaultNow.milliseconds)"]
  }

  /// Runs `retentiond --once` at the sample databases' present.
  ///
  /// - Throws: `ToolFailure`, `File.Failure`.
  public func once(_ arguments: String...) throws -> Outcome { try run(Self.once + arguments) }

  /// Runs `retentiond` and waits for its end.
  ///
  /// - Parameters:
  ///   - isUnprivileged: as somebody whom access rights concern, also when the tests run as root.
  ///   - wrapper: a program that runs it, with its arguments.
  /// - Throws: `ToolFailure`, `File.Failure`.
  public func run(
    _ arguments: [String], environment: [String: String] = [:], isUnprivileged: Bool = false,
    wrapper: [String] = []
  ) throws -> Outcome {
    try start(arguments, environment: environment, isUnprivileged: isUnprivileged, wrapper: wrapper).outcome()
  }

  /// Starts `retentiond`.
  ///
  /// - Parameters:
  ///   - wrapper: as for `run`.
  ///   - name: tells the outputs of several that run at once apart.
  /// - Throws: `ToolFailure`.
  public func start(
    _ arguments: [String], environment: [String: String] = [:], isUnprivileged: Bool = false,
    wrapper: [String] = [], name: String = "run"
  ) throws -> Run {
    // Root without capabilities is refused like everybody else. capabilities(7)
    let drop = ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"]
    let words =
      ["/usr/bin/env", "--chdir=\(folder.path)"] + (isUnprivileged && geteuid() == 0 ? drop : [])
      + wrapper + [try BuiltProgram.path("retentiond")] + arguments
    let files = (output: file("\(name)-output.txt"), errors: file("\(name)-errors.txt"))
    let process = try ChildProcess(
      words, variables: ["HOME": folder.path, "PATH": "/usr/bin:/bin"].merging(environment) { $1 },
      output: files.output, errors: files.errors)
    return Run(process: process, output: files.output, errors: files.errors)
  }
}
