import Glibc
import OpencodeStore
import TestSupport
import Testing

@testable import SystemdSupport

/// Notifications on real sockets.
@Suite struct ServiceManagerTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func sendsToAPath() throws {
    let path = folder.file("notify")
    let socket = try DatagramSocket(path)
    #expect(ServiceManager(notifySocket: path).notify(.ready, .status("Waiting.")) == .sent)
    #expect(try socket.receive().text == "READY=1\nSTATUS=Waiting.")
  }

  @Test func sendsToAnAbstractName() throws {
    let name = "@retentiond-test-\(getpid())-abstract"
    let socket = try DatagramSocket(name)
    #expect(ServiceManager(notifySocket: name).notify(.watchdog) == .sent)
    #expect(try socket.receive().text == "WATCHDOG=1")
  }

  @Test func sendsToTheLongestPathThereIs() throws {
    // 108 bytes with the zero at the end. unix(7)
    let path = folder.path + "/" + String(repeating: "s", count: 106 - folder.path.utf8.count)
    let socket = try DatagramSocket(path)
    #expect(ServiceManager(notifySocket: path).notify(.stopping) == .sent)
    #expect(try socket.receive().text == "STOPPING=1")
    #expect(ServiceManager(notifySocket: path + "s").notify(.stopping) == .unusableAddress(path + "s"))
  }

  @Test func saysThatNobodyWaits() {
    #expect(ServiceManager(notifySocket: nil).notify(.ready) == .noServiceManager)
    #expect(ServiceManager(notifySocket: "").notify(.ready) == .noServiceManager)
  }

  @Test(arguments: ["/", "@", "relative", "vsock:2:1234", " /run/notify", "/a\0b"])
  func refusesWhatIsNoAddress(_ name: String) {
    #expect(ServiceManager(notifySocket: name).notify(.ready) == .unusableAddress(name))
  }

  @Test func saysWhyNothingWasSent() throws {
    let missing = ServiceManager(notifySocket: folder.file("missing"))
    #expect(missing.notify(.ready) == .failed(errno: ENOENT))
    let file = folder.file("file")
    try File.write("", to: file)
    #expect(ServiceManager(notifySocket: file).notify(.ready) == .failed(errno: ECONNREFUSED))
  }

  @Test func saysThatTheOtherEndIsGone() throws {
    let path = folder.file("notify")
    _ = try DatagramSocket(path)
    #expect(ServiceManager(notifySocket: path).notify(.ready) == .failed(errno: ECONNREFUSED))
  }

  /// Another process fills the queue: one that has to wait, as it would with `sd_notify`, can be ended.
  @Test func doesNotWaitForAManagerThatDoesNotRead() throws {
    let path = folder.file("notify")
    let socket = try DatagramSocket(path)
    let words = ["timeout", "--signal=KILL", "30", try BuiltProgram.path("journal-probe"), "flood"]
    let flood = try ChildProcess(words, variables: ["NOTIFY_SOCKET": path, "PATH": "/usr/bin:/bin"])
    try #require(try flood.wait() == .exited(0))
    let manager = ServiceManager(notifySocket: path)
    #expect(manager.notify(.watchdog) == .failed(errno: EAGAIN))
    // As soon as it reads again, it is told again.
    #expect(try socket.receive().text == "WATCHDOG=1")
    #expect(manager.notify(.watchdog) == .sent)
  }

  @Test func aTurnThatCouldNotBeToldIsToldWithTheNextNotification() throws {
    let path = folder.file("notify")
    let socket = try DatagramSocket(path)
    let manager = ServiceManager(notifySocket: path, patience: .milliseconds(1))
    while manager.notify(.watchdog) == .sent {}
    #expect(manager.notify(.reloading(since: .now)) == .failed(errno: EAGAIN))
    #expect(manager.notify(.ready, .status("Waiting.")) == .failed(errno: EAGAIN))
    #expect(manager.notify(.watchdog) == .failed(errno: EAGAIN))
    while let message = try socket.receive(withinSeconds: 1) { #expect(message.text == "WATCHDOG=1") }
    // What holds in the end, and once.
    #expect(manager.notify(.watchdog) == .sent)
    #expect(try socket.receive().text == "READY=1\nWATCHDOG=1")
    #expect(manager.notify(.watchdog) == .sent)
    #expect(try socket.receive().text == "WATCHDOG=1")
  }

  @Test func aTurnWaitsForAManagerThatReadsAgain() throws {
    let path = folder.file("notify")
    let socket = try DatagramSocket(path)
    let manager = ServiceManager(notifySocket: path, patience: .seconds(60))
    while manager.notify(.watchdog) == .sent {}
    nonisolated(unsafe) let other = socket
    let reader = try Worker {
      do {
        while try other.receive().text != "STOPPING=1" {}
      } catch {
        Issue.record(error)
      }
    }
    #expect(manager.notify(.stopping) == .sent)
    reader.wait()
  }
}
