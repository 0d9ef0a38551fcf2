internal import Glibc

/// A new, empty folder that is removed with all it holds when its last reference goes.
public final class TemporaryFolder: Sendable {
  /// The folder, without a slash at its end.
  public let path: String

  /// Makes a folder below `$TMPDIR`, or in memory, where waiting for the disk costs nothing, or below `/tmp`.
  ///
  /// - Throws: `TemporaryFolderError`.
  public init() throws {
    let memory = access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp"
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? memory
    var template = Array("\(parent)/retentiond-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TemporaryFolderError(parent: parent, number: errno) }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit { Self.removeAll(path) }

  /// A path in the folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The names of what is in the folder, sorted.
  public func contents() -> [String] { Self.contents(of: path) }

  /// The names of what is in any folder, sorted; none when there is no such folder.
  public static func contents(of folder: String) -> [String] { entries(of: folder).sorted() }

  /// Runs `body` with a new folder and removes the folder afterwards.
  ///
  /// - Throws: `TemporaryFolderError`, or what `body` throws.
  public static func with<Result>(_ body: (TemporaryFolder) throws -> Result) throws -> Result {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try body(folder) }
  }

  /// Removes a file, or a folder with all it holds; never through a symbolic link.
  public static func removeAll(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for entry in entries(of: path) { removeAll("\(path)/\(entry)") }
    }
    remove(path)
  }

  private static func entries(of path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var entries: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { entries.append(name) }
    }
    return entries
  }
}

/// No temporary folder could be made.
public struct TemporaryFolderError: Error, CustomStringConvertible {
  /// Where it was to be.
  public let parent: String
  /// The `errno`.
  public let number: Int32

  /// The place and the system's words.
  public var description: String { "no temporary folder in \(parent): \(String(cString: strerror(number)))" }
}
