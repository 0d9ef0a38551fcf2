internal import Glibc
public import RetentionPolicy

/// How much more a file system can take.
public struct FreeSpace {
  private let lookUp: (String) throws -> ByteCount

  /// Asks as `lookUp` does, which gets a folder.
  public init(_ lookUp: @escaping (String) throws -> ByteCount) {
    self.lookUp = lookUp
  }

  /// What statvfs() says is there for an ordinary user.
  /// https://man7.org/linux/man-pages/man3/statvfs.3.html
  public static var ofFileSystem: FreeSpace {
    FreeSpace { folder in
      var status = statvfs()
      guard statvfs(folder, &status) == 0 else {
        throw ReclaimError.system(operation: "statvfs", path: folder, code: errno)
      }
      return ByteCount(Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize)))
    }
  }

  /// Checks that a file of `size` finds room in each folder; folders on one file system share its room.
  ///
  /// - Throws: `ReclaimError.insufficientSpace`, and when a folder cannot be looked up.
  func require(_ size: ByteCount, in folders: [String]) throws {
    var needs: [UInt64: ByteCount] = [:]
    for folder in folders {
      guard let status = try FileStatus(path: folder) else { throw ReclaimError.missingFile(path: folder) }
      let need = needs[status.identity.device, default: .zero] + size
      needs[status.identity.device] = need
      let free = try lookUp(folder)
      if free < need { throw ReclaimError.insufficientSpace(folder: folder, missing: need - free) }
    }
  }
}
