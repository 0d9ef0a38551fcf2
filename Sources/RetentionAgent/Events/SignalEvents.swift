internal import CLinux
internal import Glibc

/// The signals that ask something of the agent, as events: no handler ever interrupts it.
/// https://man7.org/linux/man-pages/man2/signalfd.2.html
struct SignalEvents {
  let descriptor: Descriptor

  /// Blocks these signals in this thread, and in all that it starts from now on.
  ///
  /// - Throws: `AgentError`.
  init(_ numbers: [Int32]) throws {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    let code = pthread_sigmask(SIG_BLOCK, &set, nil)
    guard code == 0 else { throw AgentError(operation: "blocking signals", code: code) }
    descriptor = try Descriptor(
      signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC)), "watching for signals")
  }

  /// The signals that came, in order.
  func take() -> [Int32] {
    let size = MemoryLayout<signalfd_siginfo>.size
    return descriptor.read(upTo: 16 * size).withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count - bytes.count % size, by: size).map { offset in
        Int32(bitPattern: bytes.loadUnaligned(fromByteOffset: offset, as: signalfd_siginfo.self).ssi_signo)
      }
    }
  }
}
