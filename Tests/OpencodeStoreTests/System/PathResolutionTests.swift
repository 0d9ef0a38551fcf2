import Glibc
import OpencodeStore
import TestSupport
import Testing

@Suite struct PathResolutionTests {
  private let folder: TemporaryFolder
  private let root: String

  init() throws {
    folder = try TemporaryFolder()
    root = PathResolution(folder.path).path
    for name in ["real", "real/below"] { try File.makeFolder(folder.file(name)) }
    #expect(symlink("real", folder.file("link")) == 0)
    #expect(symlink(folder.file("link"), folder.file("second")) == 0)
    #expect(symlink("real/missing/x", folder.file("dangling")) == 0)
    #expect(symlink("loop", folder.file("loop")) == 0)
  }

  @Test(
    arguments: [
      ("real/below", "/real/below", nil, []),
      ("real/./below/../below/", "/real/below", nil, []),
      ("link/below", "/real/below", nil, ["/link"]),
      ("second/below", "/real/below", nil, ["/second", "/link"]),
      ("second/none/deeper", "/real", "none", ["/second", "/link"]),
      ("dangling/y", "/real", "missing", ["/dangling"]),
    ] as [(String, String, String?, [String])])
  func follows(_ path: String, _ end: String, _ next: String?, _ links: [String]) {
    let way = PathResolution(root + "/" + path)
    #expect(way.path == root + end)
    #expect(way.next == next)
    #expect(way.links == links.map { root + $0 })
  }

  @Test func aLinkToItselfComesToAnEnd() {
    let way = PathResolution(root + "/loop")
    #expect(way.next == "loop" && way.path == root)
  }

  @Test func theRoot() {
    #expect(PathResolution("/").path == "/" && PathResolution("/").above.isEmpty)
    #expect(PathResolution("/proc/self/..").above.last == "/")
  }
}
