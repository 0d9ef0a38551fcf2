import TestSupport

/// What strace(1) says about a process.
enum SystemCalls {
  /// Whether there is a strace that is allowed to trace.
  static let canBeTraced: Bool = {
    do {
      _ = try ToolProcess.output(["strace", "-o", "/dev/null", "true"])
      return true
    } catch { return false }
  }()

  /// The calls that change no file; an `openat` that makes one is told by the library alone.
  private static let harmless: Set<String> = [
    "access", "close", "execve", "faccessat2", "fadvise64", "fchown", "fcntl", "flock", "fstat", "getdents64",
    "lseek", "lstat", "mmap", "newfstatat", "openat", "pread64", "read", "readlink", "readlinkat", "stat",
    "statfs", "sync_file_range",
  ]

  /// How many calls of each group were made about files below a folder, by a trace with `-y`. A call of which
  /// nothing is known is a group of its own.
  static func changes(in trace: String, below folder: String) -> [String: Int] {
    var changes: [String: Int] = [:]
    for line in trace.split(separator: "\n") where line.contains(folder) && !line.contains(" = -1 E") {
      // A process number, spaces, and the call.
      let name = line.drop { $0.isNumber || $0 == " " }.prefix { $0 != "(" }
      guard !name.hasPrefix("<..."), !harmless.contains(String(name)) else { continue }
      changes[group(of: String(name)), default: 0] += 1
    }
    return changes
  }

  private static func group(of name: String) -> String {
    switch name {
    case "write", "pwrite64": "write"
    case "fsync", "fdatasync": "sync"
    case "ftruncate": "truncate"
    case "unlinkat": "remove"
    case "renameat2": "rename"
    case "mkdirat": "mkdir"
    default: name
    }
  }

  /// The group of an operation that the library counted.
  static func group(of kind: FileOperation.Kind) -> String {
    kind == .syncfolder ? group(of: "fsync") : kind.rawValue
  }
}
