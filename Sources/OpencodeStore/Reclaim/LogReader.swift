/// A process with a read transaction open, which keeps the write-ahead log from being copied back in full or
/// from starting again.
public struct LogReader: Hashable, Sendable {
  /// The process; it may be this one.
  public let process: HoldingProcess
  /// Its read marks. Mark 0 reads the database file alone and keeps a checkpoint from writing to it; marks
  /// 1 to 4 are places in the log, beyond which a checkpoint must not copy.
  public let marks: [Int]

  /// Where the lock of read mark 0 lies in the log's index. https://sqlite.org/walformat.html, section 2.3.2
  private static let firstMark: Int64 = 123
  private static let markCount: Int64 = 5

  /// The processes that read the database at this moment, ordered by number. A process whose lock the
  /// kernel does not show (another process namespace) is missing.
  ///
  /// - Throws: `ReclaimError`.
  public static func all(databasePath: String) throws -> [LogReader] {
    let files = DatabaseFiles(path: databasePath)
    guard let index = try FileStatus(path: files.index) else { return [] }
    let holders = Set(try FileHolders(databasePath: databasePath).processes.map(\.processID))
    var marks: [Int32: Set<Int>] = [:]
    for lock in try locks(on: [index.identity], alsoBelieving: holders.union([ProcessTable.ownID])) {
      for mark in 0..<markCount where lock.bytes.contains(firstMark + mark) {
        marks[lock.processID, default: []].insert(Int(mark))
      }
    }
    return try marks.sorted { $0.key < $1.key }.map { process, marks in
      LogReader(
        process: HoldingProcess(processID: process, command: try ProcessTable.command(of: process)),
        marks: marks.sorted())
    }
  }

  /// The locks on any of these files. Some file systems (btrfs, overlays) show stat() another device than
  /// `/proc/locks`: then the inode decides, for processes that are known to have the file open.
  ///
  /// - Throws: `ReclaimError`.
  static func locks(
    on files: Set<FileStatus.Identity>, alsoBelieving holders: Set<Int32>
  ) throws -> [LockTable.Lock] {
    LockTable(text: try ProcessTable.text(of: "/proc/locks") ?? "").locks.filter { lock in
      files.contains { file in
        file.inode == lock.inode
          && (holders.contains(lock.processID)
            || file.major == lock.major && file.minor == lock.minor)
      }
    }
  }
}
