internal import Glibc
internal import OpencodeStore
internal import RetentionPolicy

/// Looks for a folder on another disk that could take the archive.
struct OtherDisks {
  private let mounts: [MountTable.Mount]
  private let home: String?
  private let unfit: [String]

  /// File systems that keep files, on a disk of this machine, with owners and access rights. Not `tmpfs`, which
  /// forgets; not those of the network, nor FAT, which would show an archive to everybody.
  private static let types: Set<String> = [
    "bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "reiserfs", "xfs", "zfs",
  ]
  /// Where files are cleared away (tmpfiles.d(5)), or that are somebody else's.
  static let unfitFolders = [
    "/boot", "/dev", "/efi", "/etc", "/proc", "/run", "/snap", "/sys", "/tmp", "/var/tmp",
  ]
  private static let name = "retentiond-archive"

  /// The disks that are mounted, and the home folder, which need not be a mount point to be ours.
  init(mounts: [MountTable.Mount], home: String?, unfit: [String] = OtherDisks.unfitFolders) {
    self.mounts = mounts
    self.home = home
    self.unfit = unfit
  }

  /// The disks of this machine.
  ///
  /// - Throws: `PassError` when they cannot be listed.
  init() throws {
    self.init(
      mounts: try MountTable(text: StateFolder(path: "/proc/self").read("mountinfo")).mounts,
      home: getenv("HOME").map { String(cString: $0) })
  }

  /// A folder that can be made where there is most room, and at least this; nil when there is none.
  func folder(
    with needed: ByteCount, notOn taken: Set<Disk>, _ freeSpace: FreeSpace
  ) throws -> String? {
    var best: (folder: String, free: ByteCount)?
    for folder in ([home].compactMap(\.self) + mounts.map(\.folder)).filter(isFit) {
      let place = try freeSpace.place(of: folder)
      let free = place.free - place.free.keptForOthers
      guard !taken.contains(place.disk), free >= needed, free > best?.free ?? .zero else { continue }
      best = (folder, free)
    }
    return best.map { ($0.folder == "/" ? "" : $0.folder) + "/" + Self.name }
  }

  /// Whether a folder lies on a disk of the right kind, and we may write into it. One that is read-only is
  /// refused by access(2) too, also to root.
  private func isFit(_ folder: String) -> Bool {
    guard let mount = mounts.last(where: { $0.holds(folder) }), Self.types.contains(mount.type),
      !unfit.contains(where: { folder == $0 || folder.hasPrefix($0 + "/") })
    else { return false }
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
    return access(folder, W_OK | X_OK) == 0
  }
}
