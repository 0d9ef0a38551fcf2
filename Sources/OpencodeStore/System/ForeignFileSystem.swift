/// A file system that is not this machine's alone: the server, or another program, decides what a lock on a
/// file and `fsync` are worth. SQLite can damage a database where locks do not work.
/// https://sqlite.org/howtocorrupt.html, section 2.1
public enum ForeignFileSystem: String, Hashable, Sendable, CaseIterable {
  case nfs = "NFS"
  case cifs = "CIFS"
  case smb2 = "SMB2"
  case smb = "SMB"
  case ceph = "Ceph"
  case fuse = "FUSE"
  case afs = "AFS"
  case kernelAFS = "kAFS"
  case coda = "Coda"
  case gfs = "GFS"
  case gpfs = "GPFS"
  case lustre = "Lustre"
  case ocfs2 = "OCFS2"
  case beegfs = "BeeGFS"
  case virtualBox = "VirtualBox shared folders"
  case vmware = "VMware shared folders"
  case plan9 = "9p"

  /// The name that people know.
  public var name: String { rawValue }

  /// The number in `f_type`. https://man7.org/linux/man-pages/man2/statfs.2.html, and for those not listed
  /// there the file systems' own sources.
  public var magic: UInt32 {
    switch self {
    case .nfs: 0x6969
    case .cifs: 0xFF53_4D42
    case .smb2: 0xFE53_4D42
    case .smb: 0x517B
    case .ceph: 0x00C3_6400
    case .fuse: 0x6573_5546
    case .afs: 0x5346_414F
    case .kernelAFS: 0x6B41_4653
    case .coda: 0x7375_7245
    case .gfs: 0x0116_1970
    case .gpfs: 0x4750_4653
    case .lustre: 0x0BD0_0BD0
    case .ocfs2: 0x7461_636F
    case .beegfs: 0x1983_0326
    case .virtualBox: 0x786F_4256
    case .vmware: 0xBACB_ACBC
    case .plan9: 0x0102_1997
    }
  }

  /// The file system with this number in `f_type`; nil for every other, which is taken for local: ext4, btrfs,
  /// XFS, ZFS, tmpfs, and overlayfs, which containers have.
  public init?(magic: UInt32) {
    guard let kind = Self.allCases.first(where: { $0.magic == magic }) else { return nil }
    self = kind
  }
}
