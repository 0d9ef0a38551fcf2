import TestSupport
import Testing

/// The model of a disk loses what it may lose, and nothing else.
@Suite struct DiskTests {
  /// All that a power failure may leave of a new file `a` after some operations on it.
  private func remains(_ operations: [FileOperation]) throws -> Set<FolderImage> {
    try TemporaryFolder.with { folder in
      var disk = try Disk(of: folder.path)
      for operation in operations { disk.apply(operation.moved(into: folder.path)) }
      return Set(
        (0..<200 as Range<UInt64>).map { seed in
          var generator = SplitMix64(seed: seed)
          return disk.remains(using: &generator)
        })
    }
  }

  @Test("What was synced stays, name and contents")
  func synced() throws {
    let images = try remains([.create, .write("abc"), .sync, .syncFolder, .write("xyz")])
    #expect(images.count == 2)
    #expect(images.allSatisfy { ["abc", "xyz"].contains($0.text(of: "a")) })
  }

  @Test("Without a sync of the folder the name may be lost, however safe the contents")
  func nameIsLost() throws {
    let images = try remains([.create, .write("abc"), .sync])
    #expect(Set(images.map { $0.text(of: "a") }) == [nil, "abc"])
  }

  @Test("Contents that were not synced may be lost, or only the size be there")
  func contentsAreLost() throws {
    let images = try remains([.create, .syncFolder, .write("abc")])
    #expect(Set(images.map { $0.text(of: "a") }) == ["", "abc", "\0\0\0"])
  }

  @Test("A rename is done or not")
  func rename() throws {
    let images = try remains([.create, .write("abc"), .sync, .syncFolder, .rename])
    #expect(images.allSatisfy { $0.files.count == 1 })
    #expect(images.count == 2)
  }

  @Test("A write is torn between sectors, and never within one")
  func torn() throws {
    let images = try remains([.create, .syncFolder, .write(String(repeating: "x", count: 1_024))])
    let halves = images.compactMap(\.files["a"]).filter { $0.count == 1_024 }.map { bytes in
      [bytes[..<512], bytes[512...]].map { Set($0) }
    }
    #expect(halves.allSatisfy { $0.allSatisfy { $0.count == 1 } })
    #expect(Set(halves).count == 4)
  }
}

extension FileOperation {
  private init(_ kind: Kind, _ path: String, to other: String = "", _ text: String = "") {
    self.init(kind: kind, inode: 1, offset: 0, path: path, otherPath: other, bytes: Array(text.utf8)[...])
  }

  fileprivate static let create = FileOperation(.create, "/a")
  fileprivate static let sync = FileOperation(.sync, "/a")
  fileprivate static let syncFolder = FileOperation(.syncfolder, "")
  fileprivate static let rename = FileOperation(.rename, "/a", to: "/b")
  fileprivate static func write(_ text: String) -> FileOperation { FileOperation(.write, "/a", text) }

  fileprivate func moved(into folder: String) -> FileOperation {
    FileOperation(
      kind: kind, inode: inode, offset: offset, path: folder + path,
      otherPath: otherPath.isEmpty ? "" : folder + otherPath, bytes: bytes)
  }
}

extension FolderImage {
  fileprivate func text(of name: String) -> String? {
    files[name].map { String(decoding: $0, as: UTF8.self) }
  }
}
