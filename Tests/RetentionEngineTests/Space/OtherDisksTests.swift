import Glibc
import OpencodeStore
import RetentionPolicy
import TestSupport
import Testing

@testable import RetentionEngine

@Suite struct OtherDisksTests {
  @Test func mountsAreReadAsTheKernelWritesThem() {
    let table = MountTable(
      text: """
        29 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
        31 29 0:25 / /dev/shm rw,nosuid - tmpfs tmpfs rw
        44 29 8:17 /a /media/ada/My\\040disk rw,nosuid shared:9 master:2 - xfs /dev/sdb1 rw
        nonsense
        45 29 8:17 / /media rw -

        """)
    #expect(
      table.mounts == [
        .init(folder: "/", type: "ext4"), .init(folder: "/dev/shm", type: "tmpfs"),
        .init(folder: "/media/ada/My disk", type: "xfs"),
      ])
    #expect(table.mounts[2].holds("/media/ada/My disk/archive"))
    #expect(!table.mounts[2].holds("/media/ada/My disks"))
  }

  /// A home, and two disks beside it, in a folder of the test's own.
  private struct Disks {
    let folder: TemporaryFolder
    let home: String
    let large: String
    let small: String

    init() throws {
      folder = try TemporaryFolder()
      (home, large, small) = (folder.file("home"), folder.file("large"), folder.file("small"))
      for path in [home, large, small] { try File.makeFolder(path) }
    }

    func choice(
      needed: Int64, notOn taken: Set<Disk> = [Disk(device: 9)],
      types: (large: String, small: String) = ("ext4", "ext4")
    ) throws -> String? {
      let free = FreeSpace(
        disk: { Disk(device: [home: 1, large: 2, small: 3][$0] ?? 9) },
        { [home: .mebibytes(40), large: .mebibytes(4_000), small: .mebibytes(400)][$0] ?? .zero })
      return try OtherDisks(
        mounts: [
          .init(folder: "/", type: "ext4"), .init(folder: small, type: types.small),
          .init(folder: large, type: types.large), .init(folder: "/proc", type: "proc"),
        ], home: home, unfit: []
      ).folder(with: .mebibytes(needed), notOn: taken, free)
    }
  }

  @Test func theDiskWithMostRoomIsNamed() throws {
    let disks = try Disks()
    #expect(try disks.choice(needed: 1) == disks.large + "/retentiond-archive")
    #expect(
      try disks.choice(needed: 1, notOn: [Disk(device: 2)]) == disks.small + "/retentiond-archive")
    #expect(
      try disks.choice(needed: 1, notOn: [Disk(device: 2), Disk(device: 3)])
        == disks.home + "/retentiond-archive")
    #expect(try disks.choice(needed: 5_000) == nil)
  }

  @Test func whatForgetsOrShowsFilesToOthersIsNotNamed() throws {
    let disks = try Disks()
    for type in ["tmpfs", "nfs4", "vfat", "fuse.sshfs", "overlay"] {
      #expect(
        try disks.choice(needed: 50, types: (type, "ext4")) == disks.small + "/retentiond-archive", "\(type)")
    }
  }

  @Test func whatIsNotThereIsNotNamed() throws {
    let disks = try Disks()
    #expect(rmdir(disks.large) == 0)
    #expect(try disks.choice(needed: 50) == disks.small + "/retentiond-archive")
  }

  @Test func theMachinesOwnDisksCanBeListed() throws {
    #expect(try OtherDisks().folder(with: ByteCount(.max), notOn: [], .ofFileSystem) == nil)
  }
}
