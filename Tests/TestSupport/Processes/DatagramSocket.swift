internal import Glibc

/// The other end of a service's messages: a socket that a test has bound and reads.
public final class DatagramSocket {
  /// A message, and the contents of the file that came along instead of a text.
  public struct Message {
    /// What was sent as the message itself.
    public let bytes: [UInt8]
    /// What the file that came along holds; nil when none did.
    public let file: [UInt8]?

    /// The bytes as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// What the system answered.
  public struct Failure: Error {
    /// The system call.
    public let operation: String
    /// The `errno`.
    public let code: Int32
  }

  private let descriptor: Int32
  private let address: sockaddr_un
  private let length: socklen_t

  /// Binds a path, or an abstract name, which begins with `@`.
  ///
  /// - Throws: `Failure`.
  public init(_ name: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(operation: "socket", code: errno) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isAbstract = name.hasPrefix("@")
    let bytes = isAbstract ? [0] + Array(name.utf8.dropFirst()) : Array(name.utf8) + [0]
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    (self.descriptor, self.address) = (descriptor, address)
    length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let bound = withAddress { bind(descriptor, $0, length) }
    guard bound == 0 else { throw Failure(operation: "bind", code: errno) }
    // A message that never comes is a failure and not a test without end.
    limitWait(seconds: 60)
  }

  /// Fills its queue, so that nothing more can be sent to it before it is read.
  ///
  /// - Throws: `Failure`.
  public func fill() throws {
    let sender = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard sender >= 0 else { throw Failure(operation: "socket", code: errno) }
    defer { close(sender) }
    var sent = 0
    while sent >= 0 {
      sent = withAddress { sendto(sender, "", 0, Int32(MSG_DONTWAIT), $0, length) }
    }
    guard errno == EAGAIN else { throw Failure(operation: "sendto", code: errno) }
  }

  private func withAddress<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }

  private func limitWait(seconds: Int) {
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout.size(ofValue: patience)))
  }

  /// The message that comes within some seconds; nil when none does.
  ///
  /// - Throws: `Failure`.
  public func receive(withinSeconds seconds: Int) throws -> Message? {
    limitWait(seconds: seconds)
    defer { limitWait(seconds: 60) }
    do { return try receive() } catch let failure as Failure where failure.code == EAGAIN { return nil }
  }

  deinit { close(descriptor) }

  /// Waits for the next message.
  ///
  /// - Throws: `Failure`.
  public func receive() throws -> Message {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    // Room for one descriptor: a header of a length, a level and a kind, then the number. cmsg(3)
    var control = [UInt64](repeating: 0, count: 3)
    let (count, controlLength) = bytes.withUnsafeMutableBytes { bytes in
      control.withUnsafeMutableBytes { control in
        var part = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
        return withUnsafeMutablePointer(to: &part) { part in
          var message = msghdr()
          message.msg_iov = part
          message.msg_iovlen = 1
          message.msg_control = control.baseAddress
          message.msg_controllen = control.count
          let count = recvmsg(descriptor, &message, 0)
          return (count, message.msg_controllen)
        }
      }
    }
    guard count >= 0 else { throw Failure(operation: "recvmsg", code: errno) }
    let file = controlLength > 0 ? try Self.contents(Int32(truncatingIfNeeded: control[2])) : nil
    return Message(bytes: Array(bytes[..<count]), file: file)
  }

  private static func contents(_ descriptor: Int32) throws -> [UInt8] {
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0 else { throw Failure(operation: "lseek", code: errno) }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count == bytes.count else { throw Failure(operation: "pread", code: errno) }
    return bytes
  }
}
