internal import CLinux
internal import Glibc

/// By which another thread says that there is something to be looked at.
/// https://man7.org/linux/man-pages/man2/eventfd.2.html
final class Bell: Sendable {
  private let number: Int32

  /// A bell that is silent.
  ///
  /// - Throws: `AgentError`.
  init() throws {
    number = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard number >= 0 else { throw AgentError(operation: "an event between threads", code: errno) }
  }

  deinit {
    close(number)
  }

  /// To wait for, as long as the bell is there.
  ///
  /// - Throws: `AgentError`.
  func descriptor() throws -> Descriptor {
    try Descriptor(fcntl(number, F_DUPFD_CLOEXEC, 0), "an event between threads")
  }

  /// Rings, from any thread.
  func ring() {
    eventfd_write(number, 1)
  }

  /// Silences it.
  func take() {
    var count: eventfd_t = 0
    eventfd_read(number, &count)
  }
}
