import Glibc
import TestSupport
import Testing

@testable import OpencodeStore

/// What statfs() says, and what is made of it.
@Suite struct FileSystemLookupTests {
  @Test("Every foreign file system has a number and a name of its own")
  func numbers() {
    for kind in ForeignFileSystem.allCases { #expect(ForeignFileSystem(magic: kind.magic) == kind) }
    #expect(Set(ForeignFileSystem.allCases.map(\.name)).count == 17)
  }

  /// statfs(2)
  @Test(
    "What is met most often is known",
    arguments: [
      ("NFS", 0x6969), ("CIFS", 0xFF53_4D42), ("FUSE", 0x6573_5546), ("9p", 0x0102_1997),
      ("SMB2", 0xFE53_4D42),
    ] as [(String, UInt32)])
  func known(_ name: String, _ magic: UInt32) {
    #expect(ForeignFileSystem(magic: magic)?.name == name)
  }

  /// statfs(2)
  @Test(
    "Every other is local",
    arguments: [
      ("ext4", 0xEF53), ("btrfs", 0x9123_683E), ("XFS", 0x5846_5342), ("tmpfs", 0x0102_1994),
      ("ZFS", 0x2FC1_2FC1), ("overlayfs", 0x794C_7630), ("F2FS", 0xF2F5_2010), ("unknown", 0),
    ] as [(String, UInt32)])
  func others(_ name: String, _ magic: UInt32) {
    #expect(ForeignFileSystem(magic: magic) == nil, "\(name)")
  }

  @Test("The number is the one that the system gives")
  func numberOfSystem() throws {
    #expect(try FileSystemLookup.magic(of: "/proc") == 0x9FA0)
  }

  @Test("A temporary folder is local, and so is what does not stand there yet")
  func local() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path, folder.file("a"), folder.file("a/b/c")] {
      #expect(try FileSystemLookup.ofSystem(path) == nil, "\(path)")
    }
    #expect(try FileSystemLookup.magic(of: "not-there") == FileSystemLookup.magic(of: "."))
  }

  @Test("What does not stand there yet lies where the folder above it does")
  func missing() throws {
    #expect(try FileSystemLookup.magic(of: "/proc/retentiond/is/not/there") == 0x9FA0)
  }

  @Test("A path that no system call takes is an error")
  func tooLong() {
    let path = "/" + String(repeating: "a", count: Int(PATH_MAX))
    #expect(throws: ReclaimError.system(operation: "statfs", path: path, code: ENAMETOOLONG)) {
      try FileSystemLookup.ofSystem(path)
    }
  }
}
