import OpencodeStore
import Testing

@Suite struct LibraryVersionTests {
  @Test(
    arguments: [
      (3_007_000, true), (3_040_001, true), (3_044_005, true), (3_044_006, false), (3_044_007, false),
      (3_045_000, true), (3_046_001, true), (3_050_006, true), (3_050_007, false), (3_051_000, true),
      (3_051_002, true), (3_051_003, false), (3_053_004, false), (4_000_000, false),
    ] as [(Int32, Bool)])
  func onlyRepairedLibrariesNeedNoGuard(number: Int32, needsGuard: Bool) {
    #expect(LibraryVersion(number: number).needsGuard == needsGuard)
  }
}
