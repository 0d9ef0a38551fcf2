import Glibc
import OpencodeStore
import TestSupport
import Testing

@testable import RetentionAgent

@Suite struct FolderEventsTests {
  private func isWanted(_ name: String) -> Bool { name == "wanted" }

  @Test("What happened is told once, and only of names that matter")
  func names() throws {
    let folder = try TemporaryFolder()
    let events = FolderEvents()
    #expect(events.watch([folder.path], isWanted) == [])
    try File.write("", to: folder.file("other"))
    #expect(!events.take())
    try File.write("", to: folder.file("wanted"))
    #expect(events.take())
    #expect(!events.take())
  }

  @Test("When the system lost events, something may have happened")
  func overflow() throws {
    let folder = try TemporaryFolder()
    let events = FolderEvents()
    #expect(events.watch([folder.path], isWanted) == [])
    let most = try File.text("/proc/sys/fs/inotify/max_queued_events").split(separator: "\n")
    // Each file that is made and closed is two events at least.
    for number in 0...(try #require(most.first.flatMap { Int($0) }) / 2) {
      try File.write("", to: folder.file("other\(number)"))
    }
    #expect(events.take())
    #expect(!events.take())
    #expect(events.takeLoss())
    #expect(!events.takeLoss())
  }

  @Test("A folder that was renamed is no longer watched, and the one in its place is")
  func renamed() throws {
    let folder = try TemporaryFolder()
    let place = folder.file("place")
    try File.makeFolder(place)
    let events = FolderEvents()
    for number in 1...3 {
      #expect(events.watch([place], isWanted) == [])
      #expect(!events.take(), "that a watch ended tells nothing")
      #expect(rename(place, folder.file("before\(number)")) == 0)
      #expect(events.take())
      try File.makeFolder(place)
    }
    #expect(events.watch([place], isWanted) == [])
    let descriptor = try #require(events.descriptor).number
    let watches = try File.text("/proc/self/fdinfo/\(descriptor)").split(separator: "\n")
    // The folder, and those above it.
    #expect(watches.filter { $0.hasPrefix("inotify ") }.count == place.split(separator: "/").count + 1)
    try File.write("", to: folder.file("before3") + "/wanted")
    #expect(!events.take())
    try File.write("", to: place + "/wanted")
    #expect(events.take())
  }

  @Test("On a foreign file system, or one that is not known, something may happen unnoticed")
  func foreignFileSystems() {
    #expect(!Lookout.mayMissChanges(in: ["/a", "/b"], FileSystemLookup { _ in nil }))
    #expect(Lookout.mayMissChanges(in: ["/a", "/b"], FileSystemLookup { $0 == "/b" ? .nfs : nil }))
    let gone = ReclaimError.system(operation: "statfs", path: "/a", code: EIO)
    #expect(Lookout.mayMissChanges(in: ["/a"], FileSystemLookup { _ in throw gone }))
  }

  @Test("A folder that comes into being is watched from then on")
  func later() throws {
    let folder = try TemporaryFolder()
    let below = folder.file("made")
    let events = FolderEvents()
    #expect(events.watch([below], isWanted) == [])
    try File.write("", to: folder.file("other"))
    #expect(!events.take())
    try File.makeFolder(below)
    #expect(events.take())
    #expect(events.watch([below], isWanted) == [])
    try File.write("", to: below + "/wanted")
    #expect(events.take())
  }

  @Test("A folder that a link leads to may come into being later")
  func behindALink() throws {
    let folder = try TemporaryFolder()
    let (link, target) = (folder.file("link"), folder.file("disk/target"))
    try File.makeFolder(folder.file("disk"))
    #expect(symlink("disk/target", link) == 0)
    let events = FolderEvents()
    #expect(events.watch([link], isWanted) == [])
    try File.makeFolder(target)
    #expect(events.take())
    #expect(events.watch([link], isWanted) == [])
    try File.write("", to: target + "/wanted")
    #expect(events.take())
  }

  @Test("A link that leads elsewhere from now on is noticed")
  func otherTarget() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "other"] { try File.makeFolder(folder.file(name)) }
    let link = folder.file("link")
    #expect(symlink("one", link) == 0)
    let events = FolderEvents()
    #expect(events.watch([link], isWanted) == [])
    #expect(symlink("other", folder.file("new")) == 0)
    #expect(rename(folder.file("new"), link) == 0)
    #expect(events.take())
    #expect(events.watch([link], isWanted) == [])
    try File.write("", to: folder.file("other") + "/wanted")
    #expect(events.take())
  }

  @Test("A folder that goes with one above it is noticed")
  func above() throws {
    let folder = try TemporaryFolder()
    let (above, below) = (folder.file("above"), folder.file("above/folder"))
    try File.makeFolder(above)
    try File.makeFolder(below)
    let events = FolderEvents()
    #expect(events.watch([below], isWanted) == [])
    try File.write("", to: above + "/other")
    #expect(!events.take())
    #expect(rename(above, folder.file("elsewhere")) == 0)
    #expect(events.take())
    #expect(events.watch([below], isWanted) == [])
    try File.makeFolder(above)
    #expect(events.take())
  }

  @Test("A file that may be read from now on is as good as a new one")
  func permissions() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("wanted")
    try File.write("", to: file)
    let events = FolderEvents()
    #expect(events.watch([folder.path], isWanted) == [])
    #expect(chmod(file, 0o400) == 0)
    #expect(events.take())
  }

  @Test("What matters may become something else")
  func otherNames() throws {
    let folder = try TemporaryFolder()
    let events = FolderEvents()
    #expect(events.watch([folder.path], isWanted) == [])
    #expect(events.watch([folder.path]) { $0 == "other" } == [])
    try File.write("", to: folder.file("wanted"))
    #expect(!events.take())
    try File.write("", to: folder.file("other"))
    #expect(events.take())
  }
}
