import TestSupport
import Testing

@testable import SessionArchive

/// Values that wait on the disk come back as they went, whatever was given up between them.
@Suite struct ValueFileTests {
  private func bytes(of extent: ValueFile.Extent, in file: ValueFile) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try file.forEachPiece(of: extent) { bytes.append(contentsOf: $0) }
    return bytes
  }

  @Test func whatWasGivenUpLeavesNoTrace() throws {
    let folder = try TemporaryFolder()
    let file = try ValueFile(directory: ArchiveDirectory(path: folder.path))
    var extents: [(extent: ValueFile.Extent, bytes: [UInt8])] = []
    for (index, size) in [0, 3, 700_000, 5, 262_144, 1].enumerated() {
      file.begin()
      // More than is kept in memory, and less.
      for _ in 0..<(index % 2 == 0 ? 5 : 1) { try file.append([UInt8](repeating: 0xFF, count: 100_000)) }
      file.begin()
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 3 + index) }
      for start in stride(from: 0, to: size, by: 90_000) {
        try file.append(bytes[start..<min(size, start + 90_000)])
      }
      extents.append((file.finish(), bytes))
      if index == 3 { #expect(try self.bytes(of: extents[1].extent, in: file) == extents[1].bytes) }
    }
    for (extent, bytes) in extents {
      #expect(extent.count == bytes.count)
      #expect(try self.bytes(of: extent, in: file) == bytes)
    }
    #expect(folder.contents().isEmpty)
  }
}
