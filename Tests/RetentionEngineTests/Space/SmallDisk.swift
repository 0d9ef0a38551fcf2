import Glibc
import OpencodeStore
import RetentionPolicy
import TestSupport

/// A disk of a given size that holds a folder and nothing else: what is free is what the files leave.
final class SmallDisk {
  private let folder: String
  private let elsewhere: String?
  private let size: Int64
  /// The least that was free when somebody asked.
  private(set) var leastFree = Int64.max

  /// A disk that has this much free beside what is in the folder now.
  ///
  /// - Parameter elsewhere: a folder on another disk, which is large.
  init(_ folder: String, free: ByteCount, elsewhere: String? = nil) {
    self.folder = folder
    self.elsewhere = elsewhere
    size = Self.size(of: folder) + free.bytes
  }

  /// What is free on it.
  var freeSpace: FreeSpace {
    FreeSpace(
      disk: { Disk(device: $0 == self.elsewhere ? 2 : 1) },
      { folder in
        if folder == self.elsewhere { return .mebibytes(1_024) }
        let free = self.size - Self.size(of: self.folder)
        self.leastFree = min(self.leastFree, free)
        return ByteCount(free)
      })
  }

  /// The bytes of a folder's files. Not the blocks, which a file system in memory gives out in its own way; and
  /// not the index of the log, which is memory.
  private static func size(of path: String) -> Int64 {
    var status = stat()
    guard lstat(path, &status) == 0 else { return 0 }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return path.hasSuffix("-shm") ? 0 : Int64(status.st_size)
    }
    return TemporaryFolder.contents(of: path).reduce(0) { $0 + size(of: "\(path)/\($1)") }
  }
}
