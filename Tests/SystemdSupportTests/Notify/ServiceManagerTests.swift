import Glibc
import TestSupport
import Testing

@testable import SystemdSupport

/// Notifications on real sockets.
@Suite(.timeLimit(.minutes(2))) struct ServiceManagerTests {
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

  /// With `sd_notify` this test would never end.
  @Test func doesNotWaitForAManagerThatDoesNotRead() throws {
    let path = folder.file("notify")
    let socket = try DatagramSocket(path)
    let manager = ServiceManager(notifySocket: path)
    var sent = 0
    while manager.notify(.watchdog) == .sent { sent += 1 }
    #expect(sent > 0)
    #expect(manager.notify(.watchdog) == .failed(errno: EAGAIN))
    // As soon as it reads again, it is told again.
    #expect(try socket.receive().text == "WATCHDOG=1")
    #expect(manager.notify(.stopping) == .sent)
  }
}
