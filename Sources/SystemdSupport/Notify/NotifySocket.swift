internal import Glibc

/// The datagram socket on which a service manager waits for notifications.
///
/// libsystemd's `sd_notify` is not used: when the queue of the other end is full, it waits for as long as nobody
/// reads (systemd 252; seen after 11 messages with `net.unix.max_dgram_qlen` 10), and a pass would hang with it.
/// The protocol is a stable interface that may be spoken without the library:
/// https://man7.org/linux/man-pages/man3/sd_notify.3.html#NOTES
struct NotifySocket: Sendable {
  private let address: sockaddr_un
  private let length: socklen_t

  /// The socket at a path, or at an abstract name, which begins with `@`; nil when it cannot be one.
  init?(_ name: String) {
    var bytes = Array(name.utf8)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count > 1, !bytes.contains(0) else { return nil }
    switch bytes[0] {
    // An abstract name begins with a zero and ends with the address; a path ends with a zero. unix(7)
    case UInt8(ascii: "@"): bytes[0] = 0
    case UInt8(ascii: "/"): bytes.append(0)
    default: return nil
    }
    guard bytes.count <= capacity else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    self.address = address
    length = socklen_t(MemoryLayout<sockaddr_un>.size - capacity + bytes.count)
  }

  /// Sends a text as one datagram, or says why not.
  ///
  /// - Parameter patience: how long to wait while the queue of the other end is full; nil: not at all.
  func send(_ text: String, patience: Duration?) -> NotifyOutcome {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return .failed(errno: errno) }
    defer { close(descriptor) }
    if let patience {
      var limit = timeval(patience)
      // It fails only for values that `timeval(patience)` does not give: then it would wait for ever. socket(7)
      guard
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size)) == 0
      else { return .failed(errno: errno) }
    }
    let flags = Int32(MSG_NOSIGNAL) | (patience == nil ? Int32(MSG_DONTWAIT) : 0)
    var text = text
    let sent = text.withUTF8 { bytes in
      withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(descriptor, bytes.baseAddress, bytes.count, flags, $0, length)
        }
      }
    }
    return sent < 0 ? .failed(errno: errno) : .sent
  }
}

extension NotifySocket {
  /// Whether the other end reads, or its queue has room; also true where it cannot be asked.
  /// https://man7.org/linux/man-pages/man2/poll.2.html
  func takesMore(within patience: Duration) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    let isConnected = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) == 0 }
    }
    guard isConnected else { return true }
    var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&polled, 1, Int32(clamping: patience.wholeMicroseconds / 1_000)) != 0
  }
}

extension timeval {
  /// As long as `duration`; at least a microsecond, as zero would mean for ever.
  fileprivate init(_ duration: Duration) {
    let microseconds = max(1, duration.wholeMicroseconds)
    self.init(tv_sec: Int(microseconds / 1_000_000), tv_usec: Int(microseconds % 1_000_000))
  }
}
