internal import CLinux
internal import Glibc
internal import OpencodeStore

/// A folder that could be written to was removed, and what lies in its place is read-only for this process for as
/// long as it runs.
public struct LostFolder: Error, Hashable, Sendable {
  /// Where it is, or was.
  public let path: String
}

/// Notices that a sandbox no longer fits the folders. `ReadWritePaths=` is a mount of the folder that is there when the
/// service starts, and goes when that folder is removed; one that is made in its place belongs to what is read-only
/// around it. Only a new start mounts it again. https://man7.org/linux/man-pages/man5/systemd.exec.5.html
struct WritableFolders {
  /// The mount in which each could be written to.
  private var mounts: [String: UInt64] = [:]

  /// Looks at folders that are written to. A file system that became read-only as a whole, or a folder whose
  /// permissions changed, is none of its business: a new start would not help.
  ///
  /// - Throws: `LostFolder`.
  mutating func check(_ folders: Set<String>) throws {
    for folder in folders.sorted() {
      if access(folder, W_OK) == 0 {
        mounts[folder] = retentiond_mount(folder)
      } else if let mount = mounts[folder] {
        let place = PathResolution(folder).path
        guard access(place, W_OK) != 0, errno == EROFS, retentiond_mount(place) != mount else { continue }
        throw LostFolder(path: folder)
      }
    }
  }
}
