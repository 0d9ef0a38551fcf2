internal import Glibc

/// The connection to the journal that the service manager opened for a service's output, as `JOURNAL_STREAM` names
/// it. https://man7.org/linux/man-pages/man5/systemd.exec.5.html
public struct JournalStream: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64

  /// Reads a value of `JOURNAL_STREAM`; nil when it is not of the form `device:inode`.
  public init?(_ value: String) {
    let parts = value.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let device = UInt64(parts[0]), let inode = UInt64(parts[1]) else { return nil }
    self.device = device
    self.inode = inode
  }

  /// Whether an open descriptor is that connection: the variable stays when a service's child redirects its output.
  public func isAt(descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    return UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
  }
}
