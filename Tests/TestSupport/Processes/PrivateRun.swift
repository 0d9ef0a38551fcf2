internal import Glibc

/// A `/run` that only the processes started in it see: the path of the journal's socket is fixed.
public struct PrivateRun {
  private let folder: TemporaryFolder

  /// An empty one.
  ///
  /// - Throws: `TemporaryFolderError`, `File.Failure`.
  public init() throws {
    folder = try TemporaryFolder()
    try File.makeFolder(folder.file("systemd/journal"))
  }

  /// A file in it for what a process writes to standard error.
  public var errors: String { folder.file("errors") }

  /// What stands there for the journal.
  ///
  /// - Throws: `DatagramSocket.Failure`.
  public func journal() throws -> DatagramSocket {
    try DatagramSocket(folder.file("systemd/journal/socket"))
  }

  /// What runs a program in it, with its arguments.
  ///
  /// - Parameter isService: whether the program is to take its standard error for the journal.
  public func wrapper(isService: Bool = false) -> [String] {
    let stream = isService ? "export JOURNAL_STREAM=$(stat --dereference --format=%d:%i /dev/stderr) && " : ""
    return Self.unshare + ["sh", "-c", "mount --bind \"$0\" /run && \(stream)exec \"$@\"", folder.path]
  }

  private static let unshare = ["unshare", "--mount"] + (geteuid() == 0 ? [] : ["--map-root-user"])

  /// Whether the system lets one make it.
  public static let isPossible: Bool = {
    do {
      return try TemporaryFolder.with { folder in
        let mount = unshare + ["mount", "--bind", folder.path, "/run"]
        return try ChildProcess(mount, errors: folder.file("errors")).wait() == .exited(0)
      }
    } catch { return false }
  }()
}
