internal import CLinux
internal import Glibc

/// Tells on what kind of file system something lies.
public struct FileSystemLookup {
  private let lookUp: (String) throws -> ForeignFileSystem?

  /// Asks as `lookUp` does, which gets a path, and answers nil for a local file system.
  public init(_ lookUp: @escaping (String) throws -> ForeignFileSystem?) {
    self.lookUp = lookUp
  }

  /// The foreign file system that a path lies on; nil when it is a local one.
  ///
  /// - Throws: `ReclaimError.system`.
  public func callAsFunction(_ path: String) throws -> ForeignFileSystem? {
    try lookUp(path)
  }

  /// What statfs() says of the path, or, as long as nothing stands there, of the folder above it. The file is
  /// not opened: closing it again would drop SQLite's locks (https://sqlite.org/howtocorrupt.html, section
  /// 2.2).
  public static var ofSystem: FileSystemLookup {
    FileSystemLookup { ForeignFileSystem(magic: try magic(of: $0)) }
  }

  /// The number in `f_type`. https://man7.org/linux/man-pages/man2/statfs.2.html
  static func magic(of path: String) throws -> UInt32 {
    var place = path
    var status = statfs()
    while statfs(place, &status) != 0 {
      let code = errno
      let folder = Folder.holding(place)
      guard [ENOENT, ENOTDIR, EACCES].contains(code), folder != place else {
        throw ReclaimError.system(operation: "statfs", path: place, code: code)
      }
      place = folder
    }
    // A signed word, whose length depends on the machine: the numbers are of 32 bits.
    return UInt32(truncatingIfNeeded: status.f_type)
  }
}
