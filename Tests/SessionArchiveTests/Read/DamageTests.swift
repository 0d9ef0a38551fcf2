import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@testable import SessionArchive

/// An archive file that is not what was written: either that is noticed before anything is deleted, or it does not
/// matter, and the tree can be evicted and restored all the same.
@Suite struct DamageTests {
  enum Damage: CaseIterable {
    case flippedBit, otherByte, zeros, cut, missing, inserted

    func apply(to bytes: inout [UInt8], using generator: inout SplitMix64) {
      let place = Int.random(in: bytes.indices, using: &generator)
      switch self {
      case .flippedBit: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case .otherByte: bytes[place] &+= UInt8.random(in: 1...255, using: &generator)
      case .zeros:
        for index in place..<min(place + 64, bytes.count) { bytes[index] = 0 }
      case .cut: bytes.removeLast(bytes.count - place)
      case .missing: bytes.remove(at: place)
      case .inserted: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
      }
    }
  }

  @Test("Damage is noticed, or does no harm", arguments: Damage.allCases)
  func damage(_ damage: Damage) throws {
    var generator = SplitMix64(seed: 17)
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let archive = try fixture.archive([TreeRows.root])
    let written = try File.bytes(archive.path)
    var noticed = 0
    for _ in 0..<150 {
      var bytes = written
      damage.apply(to: &bytes, using: &generator)
      guard bytes != written else { continue }
      try File.write(bytes, to: archive.path)
      if try isNoticed(archive) {
        noticed += 1
      } else {
        try expectReadable(archive, fixture)
      }
    }
    #expect(noticed > 100)
  }

  @Test("Every bit of the headers of every frame is noticed, or does no harm")
  func frameHeaders() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let archive = try fixture.archive([TreeRows.root])
    let written = try File.bytes(archive.path)
    for session in archive.trees[0].sessions {
      for place in Int(session.entry.offset)..<Int(session.entry.offset) + 8 {
        for bit in 0..<8 {
          var bytes = written
          bytes[place] ^= 1 << UInt8(bit)
          try File.write(bytes, to: archive.path)
          if try !isNoticed(archive) { try expectReadable(archive, fixture) }
        }
      }
    }
  }

  @Test("Frames that changed places are noticed")
  func swappedFrames() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let archive = try fixture.archive([TreeRows.root])
    let bytes = try File.bytes(archive.path)
    let frames = archive.trees[0].sessions.map { session in
      Array(bytes[Int(session.entry.offset)..<Int(session.entry.offset + session.entry.length)])
    }
    let first = Int(archive.trees[0].sessions[0].entry.offset)
    let second = archive.trees[0].sessions[1].entry
    let between = bytes[(first + frames[0].count)..<Int(second.offset)]
    let swapped =
      bytes[..<first] + frames[1] + between + frames[0] + bytes[Int(second.offset + second.length)...]
    try File.write(Array(swapped), to: archive.path)
    #expect(try isNoticed(archive))
  }

  @Test("Rows that changed in the archive are noticed, though the frame is whole")
  func forgedRows() throws {
    let fixture = try ArchiveFixture(.v1, sql: TreeRows.sql())
    let archive = try fixture.archive([TreeRows.root])
    let plain = String(decoding: try ToolProcess.output(["zstd", "-dc", archive.path]), as: UTF8.self)
    for (text, other) in [
      ("grün", "grau"), ("\"n\":1", "\"n\":2"), ("\"seq\":2", "\"seq\":3"), ("evt_1", "evt_0"),
    ] {
      #expect(plain.contains(text))
      let pieces = plain.split(separator: "{\"info\":{\"id\"", omittingEmptySubsequences: false)
      let file = try FileHandle.create(fixture.folder.file("forged-\(other)"))
      let frames = try FrameWriter(file: file, level: 3)
      try frames.write(Array(("{\"info\":{\"id\"" + pieces[1].replacing(text, with: other).dropLast(2)).utf8))
      try frames.endFrame()
      _ = try frames.finish()
      let reader = try FrameReader(file: try FileHandle.open(file.path), offset: 0)
      #expect(throws: ArchiveError.self) { try ElementReader(frame: reader).read() }
    }
  }

  /// Whether verification refuses the file; anything but an `ArchiveError` fails the test.
  private func isNoticed(_ archive: WrittenArchive) throws -> Bool {
    do {
      let verifier = try ArchiveVerifier(archive)
      for tree in archive.trees { _ = try verifier.verify(tree) }
      return false
    } catch is ArchiveError {
      return true
    }
  }

  /// What passed is what a restore will ask for.
  private func expectReadable(_ archive: WrittenArchive, _ fixture: ArchiveFixture) throws {
    let verifier = try ArchiveVerifier(directory: fixture.directory, name: archive.name)
    let tree = try Catalog(directory: fixture.directory).latestTree(with: TreeRows.root)
    #expect(throws: Never.self) { try verifier.verify(tree) }
  }
}
