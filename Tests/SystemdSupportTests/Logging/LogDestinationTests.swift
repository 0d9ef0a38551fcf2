import Glibc
import TestSupport
import Testing

@testable import SystemdSupport

@Suite struct LogDestinationTests {
  private let folder: TemporaryFolder
  private let stream: String
  private let descriptor: Int32

  init() throws {
    folder = try TemporaryFolder()
    try File.write("", to: folder.file("errors"))
    descriptor = open(folder.file("errors"), O_WRONLY | O_CLOEXEC)
    var status = stat()
    try #require(fstat(descriptor, &status) == 0)
    stream = "\(status.st_dev):\(status.st_ino)"
  }

  private func destination(_ stream: String?, socket: String = "errors") -> LogDestination {
    LogDestination(journalStream: stream, descriptor: descriptor, socket: folder.file(socket))
  }

  @Test func isTheJournalWhenItsStreamIsThere() {
    defer { close(descriptor) }
    #expect(destination(stream) == .journal)
  }

  @Test func isTextOtherwise() {
    defer { close(descriptor) }
    #expect(destination(nil) == .text)
    #expect(destination("1:1") == .text, "the output was redirected")
    let tooLarge = "99999999999999999999:1"
    for absurd in ["", ":", "1:", ":1", "x:y", "\(stream):1", "-1:-1", tooLarge, "\(stream) "] {
      #expect(destination(absurd) == .text)
    }
    #expect(LogDestination(journalStream: stream, descriptor: -1) == .text)
    #expect(destination(stream, socket: "missing") == .text, "entries would be dropped without a word")
  }
}
