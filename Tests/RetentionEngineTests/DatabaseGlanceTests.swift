import OpencodeStore
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

@Suite struct DatabaseGlanceTests {
  @Test("There are as many trees as a pass finds", arguments: SampleDatabase.Generation.allCases)
  func trees(_ generation: SampleDatabase.Generation) throws {
    let fixture = try PassFixture(
      SampleDatabase.Options(generation: generation, targetSize: ByteCount(300_000), oddRows: false))
    let table = generation == .v1 ? "session" : "session_v2"
    // One whose parent is gone.
    try fixture.base.execute(
      """
      PRAGMA foreign_keys=OFF; UPDATE \(table) SET parent_id = 'ses_gone'
        WHERE id = (SELECT min(id) FROM \(table) WHERE parent_id IS NOT NULL)
      """)
    let report = try fixture.run(Policy(), isDryRun: true)
    #expect(try DatabaseGlance(path: fixture.path).take().treeCount == report.treesBefore)
    #expect(report.treesBefore > 1)
  }
}
