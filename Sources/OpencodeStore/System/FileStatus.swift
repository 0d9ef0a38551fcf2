internal import Glibc
internal import RetentionPolicy

/// What stat() says about a file. https://man7.org/linux/man-pages/man2/stat.2.html
struct FileStatus {
  /// What makes a file the same file under another name.
  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64

    /// The device's two numbers, as glibc's macros of the same names take them from `dev_t`.
    /// https://man7.org/linux/man-pages/man3/makedev.3.html
    var major: UInt32 { UInt32(truncatingIfNeeded: device >> 8 & 0xFFF | device >> 32 & ~0xFFF) }
    var minor: UInt32 { UInt32(truncatingIfNeeded: device & 0xFF | device >> 12 & ~0xFF) }
  }

  let identity: Identity
  let size: ByteCount
  /// The blocks that the file system gave it; these are of 512 bytes whatever the file system's own are.
  let allocated: ByteCount
  let owner: UInt32
  /// When it was written last, in nanoseconds since 1970.
  let modified: Int64

  /// The status of a file, links followed; nil when there is none.
  ///
  /// - Throws: `ReclaimError`.
  init?(path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw ReclaimError.system(operation: "stat", path: path, code: errno)
    }
    identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    size = ByteCount(Int64(status.st_size))
    allocated = ByteCount(Int64(status.st_blocks) * 512)
    owner = status.st_uid
    modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
  }
}
