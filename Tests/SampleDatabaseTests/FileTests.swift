import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@Suite("The file, as opencode leaves it")
struct FileTests {
  @Test(arguments: SampleDatabase.Generation.allCases, SampleDatabase.Shape.allCases)
  func reachesItsSize(_ generation: SampleDatabase.Generation, _ shape: SampleDatabase.Shape) throws {
    for megabytes in [1, 3] as [Int64] {
      var options = SampleDatabase.Options.small(generation, shape)
      options.targetSize = .mebibytes(megabytes)
      let size = try Sample(options).summary.size
      #expect((85...115).contains(100 * size.bytes / options.targetSize.bytes))
    }
  }

  @Test(arguments: SampleDatabase.Generation.allCases)
  func settings(_ generation: SampleDatabase.Generation) throws {
    let sample = try Sample(.small(generation))
    #expect(sample.folder.contents() == ["opencode.db"])
    #expect(try sample.texts("PRAGMA journal_mode") == ["wal"])
    #expect(try sample.integer("PRAGMA page_size") == 4_096)
    #expect(try sample.integer("PRAGMA auto_vacuum") == 0)
    #expect(try sample.integer("PRAGMA page_count") * 4_096 == sample.summary.size.bytes)
  }

  @Test(arguments: SampleDatabase.Generation.allCases)
  func isSound(_ generation: SampleDatabase.Generation) throws {
    let odd = try Sample(.small(generation))
    #expect(try integrityProblems(odd.path).damage == [])
    #expect(try integrityProblems(odd.path).orphans != [])
    let plain = try Sample(.small(generation, oddRows: false))
    #expect(try integrityProblems(plain.path) == IntegrityProblems(damage: [], orphans: []))
  }

  @Test func overwritesNothing() throws {
    let sample = try Sample(.small(.v1))
    let before = try DatabaseDigest(of: sample.path)
    #expect(throws: SampleDatabase.PathIsTaken.self) {
      try SampleDatabase.make(at: sample.path, options: .small(.v2))
    }
    #expect(try DatabaseDigest(of: sample.path) == before)
  }

  @Test func sideFilesOfV1Sessions() throws {
    var options = SampleDatabase.Options.small(.v1)
    options.sideFiles = true
    let sample = try Sample(options)
    let ids = Set(try sample.texts("SELECT id FROM session"))
    #expect(!sample.summary.sideFiles.isEmpty)
    for file in sample.summary.sideFiles {
      #expect(file.hasPrefix(sample.folder.file("storage/session_diff/")))
      let name = file.split(separator: "/").last ?? ""
      #expect(ids.contains(String(name.dropLast(".json".count))))
    }
  }

  @Test(arguments: [
    (SampleDatabase.Generation.v1, SampleDatabase.Shape.parts, "part"), (.v2, .parts, "session_message"),
    (.v1, .events, "event"),
  ])
  func giantValue(
    _ generation: SampleDatabase.Generation, _ shape: SampleDatabase.Shape, _ table: String
  ) throws {
    var options = SampleDatabase.Options.small(generation, shape)
    options.giantValue = ByteCount(9_000_001)
    let sample = try Sample(options)
    let longest = "FROM \(table) ORDER BY length(data) DESC LIMIT 1"
    #expect(try sample.integer("SELECT length(CAST(data AS BLOB)) \(longest)") == 9_000_001)
    #expect(try sample.texts("SELECT typeof(data) || json_valid(data) \(longest)") == ["text1"])
    #expect(sample.summary.special.giant != nil)
  }

}
