internal import Glibc

/// A hold on a file: whoever opens it waits in the kernel until the hold ends, or for
/// `/proc/sys/fs/lease-break-time`. https://man7.org/linux/man-pages/man2/fcntl.2.html (Leases)
public final class FileLease {
  private var descriptor: Int32

  // Declared with _GNU_SOURCE only, which Swift's Glibc module is built without.
  private static let setSignal: Int32 = 10
  private static let setLease: Int32 = 1_024

  /// Takes hold of a file that nobody has open.
  ///
  /// - Throws: `File.Failure`.
  public init(_ path: String) throws {
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    // Who holds it is told by a signal, of which the usual one ends a process.
    guard descriptor >= 0, fcntl(descriptor, Self.setSignal, SIGURG) == 0,
      fcntl(descriptor, Self.setLease, F_WRLCK) == 0
    else {
      throw File.Failure(path)
    }
  }

  /// Lets go.
  public func end() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  deinit { end() }
}
