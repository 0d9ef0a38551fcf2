/// The file locks of the system, as `/proc/locks` lists them.
/// https://man7.org/linux/man-pages/man5/proc_locks.5.html
struct LockTable {
  /// One lock that is held.
  struct Lock: Hashable {
    let processID: Int32
    let major: UInt32
    let minor: UInt32
    let inode: UInt64
    /// The bytes that are locked; to the largest offset when the lock has no end.
    let bytes: ClosedRange<Int64>
  }

  let locks: [Lock]

  /// Reads the list; a line that is not understood, and one that is only waiting (`->`), is left out.
  init(text: String) {
    locks = text.split(separator: "\n").compactMap { Lock(line: $0) }
  }
}

extension LockTable.Lock {
  /// From a line like `3: POSIX  ADVISORY  READ  4711 fe:00:1234 124 124`.
  fileprivate init?(line: Substring) {
    let words = line.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == 8, let process = Int32(words[4]), let first = Int64(words[6]) else { return nil }
    let file = words[5].split(separator: ":")
    guard file.count == 3, let major = UInt32(file[0], radix: 16), let minor = UInt32(file[1], radix: 16),
      let inode = UInt64(file[2])
    else { return nil }
    let last = words[7] == "EOF" ? Int64.max : Int64(words[7]) ?? first
    guard first <= last else { return nil }
    self.init(processID: process, major: major, minor: minor, inode: inode, bytes: first...last)
  }
}
