internal import Glibc

/// A file descriptor of the kernel that becomes readable when something happens. Reading never waits.
final class Descriptor {
  let number: Int32

  /// Takes a descriptor that a system call gave.
  ///
  /// - Parameter operation: what was asked for, for the error.
  /// - Throws: `AgentError` when the call failed.
  init(_ number: Int32, _ operation: String) throws(AgentError) {
    guard number >= 0 else { throw AgentError(operation: operation, code: errno) }
    self.number = number
  }

  deinit {
    close(number)
  }

  /// Reads what is there, up to `size` bytes; nothing when there is nothing, or the clock was set
  /// (https://man7.org/linux/man-pages/man2/timerfd_create.2.html, `TFD_TIMER_CANCEL_ON_SET`).
  func read(upTo size: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, Glibc.read(number, buffer.baseAddress, size))
    }
  }

  /// Whether there is something to read at this moment.
  var isReadable: Bool {
    var polled = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    return poll(&polled, 1, 0) > 0
  }

  /// Waits, without a limit, until one of these is readable.
  ///
  /// - Returns: the numbers of those that are.
  /// - Throws: `AgentError`.
  static func wait(for descriptors: [Descriptor]) throws -> Set<Int32> {
    var polled = descriptors.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
    while poll(&polled, nfds_t(polled.count), -1) < 0 {
      guard errno == EINTR else { throw AgentError(operation: "waiting for events", code: errno) }
    }
    return Set(polled.filter { $0.revents != 0 }.map(\.fd))
  }
}
