internal import Glibc
public import RetentionPolicy

/// How much more file systems can take.
public struct FreeSpace {
  private let freeBytes: (String) throws -> ByteCount
  private let identify: (String) throws -> Disk

  /// Asks as the two functions do, which get a folder.
  public init(
    disk identify: @escaping (String) throws -> Disk = FreeSpace.disk,
    _ freeBytes: @escaping (String) throws -> ByteCount
  ) {
    self.freeBytes = freeBytes
    self.identify = identify
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

  /// The file system of a folder.
  ///
  /// - Throws: `ReclaimError` when the folder cannot be looked up.
  public static func disk(of folder: String) throws -> Disk {
    guard let status = try FileStatus(path: folder) else { throw ReclaimError.missingFile(path: folder) }
    return Disk(device: status.identity.device)
  }

  /// The file system of a folder, and what is free there.
  ///
  /// - Throws: `ReclaimError` when the folder cannot be looked up.
  public func place(of folder: String) throws -> Room.Place {
    Room.Place(disk: try identify(folder), free: try freeBytes(folder))
  }

  /// Checks that all files find room in their folders; folders on one file system share its room.
  ///
  /// - Throws: `ReclaimError.insufficientSpace`, and when a folder cannot be looked up.
  public func require(_ files: [(size: ByteCount, folder: String)]) throws {
    var needs: [Disk: ByteCount] = [:]
    for (size, folder) in files { needs[try place(of: folder).disk, default: .zero] += size }
    for (_, folder) in files.reversed() {
      let place = try place(of: folder)
      let need = needs[place.disk, default: .zero]
      if place.free < need {
        throw ReclaimError.insufficientSpace(folder: folder, missing: need - place.free)
      }
    }
  }
}
