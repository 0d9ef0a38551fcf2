internal import Glibc

/// A process that has a database open.
public struct HoldingProcess: Hashable, Sendable {
  /// The process's number.
  public let processID: Int32
  /// The name of the program it runs, as `/proc/PID/comm` has it.
  public let command: String
}

/// The other processes that have a database open.
public struct FileHolders: Hashable, Sendable {
  /// These have the database, its log or the log's index open; ordered by number.
  public let processes: [HoldingProcess]
  /// How many processes did not let themselves be inspected and may have it open without a lock that shows
  /// it. None beside a log's index. Counted are only those of the database's owner and of our own user: the
  /// others' are closed to every ordinary user, always.
  public let uninspected: Int

  /// Whether the database is ours alone, as far as can be told.
  public var isNobody: Bool { processes.isEmpty && uninspected == 0 }

  /// Holders that are known.
  init(processes: [HoldingProcess], uninspected: Int) {
    self.processes = processes
    self.uninspected = uninspected
  }

  /// Looks through the open files of every process, and through the system's locks: SQLite keeps a lock on
  /// the log's index as long as a database in WAL mode is open, so that these show who opened it even where
  /// the process itself is closed to us. Some always are: the `(sd-pam)` of each user's service manager, and in
  /// the sandbox of a user's unit, a user name space of its own, everything outside. No file is opened but
  /// those of `/proc`.
  ///
  /// - Throws: `ReclaimError`.
  public init(databasePath: String) throws {
    let files = DatabaseFiles(path: databasePath)
    guard let database = try FileStatus(path: files.database) else {
      throw ReclaimError.missingFile(path: databasePath)
    }
    let sidecars = try [files.log, files.index].compactMap { try FileStatus(path: $0) }
    let identities = Set([database.identity] + sidecars.map(\.identity))
    var found: Set<Int32> = []
    var closed: Set<Int32> = []
    for process in try ProcessTable.processIDs() where process != ProcessTable.ownID {
      switch try Self.holds(process, anyOf: identities) {
      case true?: found.insert(process)
      case false?: break
      case nil:
        let owner = try FileStatus(path: "/proc/\(process)")?.owner
        if owner == database.owner || owner == geteuid() { closed.insert(process) }
      }
    }
    for lock in try LogReader.locks(on: identities, alsoBelieving: found.union(closed)) {
      found.insert(lock.processID)
    }
    found.remove(ProcessTable.ownID)
    processes = try found.sorted().map {
      HoldingProcess(processID: $0, command: try ProcessTable.command(of: $0))
    }
    uninspected = try FileStatus(path: files.index) == nil ? closed.subtracting(found).count : 0
  }

  /// Whether a process has one of the files open; nil when it may not be inspected.
  private static func holds(_ process: Int32, anyOf identities: Set<FileStatus.Identity>) throws -> Bool? {
    let folder = "/proc/\(process)/fd"
    do {
      for name in try Folder.names(in: folder) ?? [] {
        // stat() follows the link to the file itself, whatever it is called by now. What cannot be looked
        // up any more has been closed meanwhile. From another user name space the names are to be seen, and
        // the files are not (ptrace(2), access mode checking).
        var status = stat()
        guard stat("\(folder)/\(name)", &status) == 0 else {
          if errno == EACCES || errno == EPERM { return nil }
          continue
        }
        let identity = FileStatus.Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        if identities.contains(identity) { return true }
      }
      return false
    } catch ReclaimError.system(_, _, let code) where code == EACCES || code == EPERM {
      return nil
    }
  }
}
