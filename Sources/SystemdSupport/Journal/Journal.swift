internal import CSystemd
internal import Glibc

/// The system's journal.
public enum Journal {
  /// What became of an entry.
  public enum Outcome: Hashable, Sendable {
    /// It was handed over, or there is no journal here: libsystemd answers the same.
    case sent
    /// It could not be handed over.
    case failed(errno: Int32)
  }

  /// Hands an entry to journald. It waits when journald does not keep up, so never do it under the write lock.
  @discardableResult
  public static func send(_ entry: JournalEntry) -> Outcome {
    let assignments = entry.fields.map(\.assignment)
    // All of them in one piece of memory, for as long as the call takes.
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: assignments.reduce(0) { $0 + $1.count }, alignment: 1)
    defer { bytes.deallocate() }
    var parts: [iovec] = []
    var offset = 0
    for assignment in assignments {
      let part = UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + assignment.count])
      part.copyBytes(from: assignment)
      parts.append(iovec(iov_base: part.baseAddress, iov_len: part.count))
      offset += assignment.count
    }
    let code = sd_journal_sendv(parts, Int32(parts.count))
    return code < 0 ? .failed(errno: -code) : .sent
  }
}
