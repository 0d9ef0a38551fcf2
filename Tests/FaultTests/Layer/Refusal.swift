internal import Glibc
import TestSupport

/// How a disk refuses.
struct Refusal: Hashable {
  /// Which operations can be refused.
  enum Among: String {
    /// Those that may take space.
    case space
    /// All changes.
    case changes
    case reads

    /// Whether an operation is one of them.
    func contains(_ operation: FileOperation) -> Bool {
      switch (self, operation.kind) {
      case (.reads, .read), (.reads, .open): true
      case (.space, .create), (.space, .mkdir), (.space, .rename), (.space, .write), (.space, .sync),
        (.space, .syncfolder):
        true
      case (.changes, _): operation.isChange
      default: false
      }
    }
  }

  let name: String
  let error: Int32
  let among: Among
  /// Whether all later operations are refused as well.
  var isLasting = false
  /// Whether the first of them is not refused but done in part, if it is a write.
  var shortens = false

  /// The disks of a full pass, and what can be wrong with them.
  static let all = [
    Refusal(name: "full for a moment", error: ENOSPC, among: .space),
    Refusal(name: "full", error: ENOSPC, among: .space, isLasting: true),
    Refusal(name: "full after half a write", error: ENOSPC, among: .space, isLasting: true, shortens: true),
    Refusal(name: "over quota", error: EDQUOT, among: .space, isLasting: true),
    Refusal(name: "write error", error: EIO, among: .changes),
    Refusal(name: "write errors", error: EIO, among: .changes, isLasting: true),
    Refusal(name: "read error", error: EIO, among: .reads),
    Refusal(name: "read errors", error: EIO, among: .reads, isLasting: true),
  ]

  /// Whether a process ended as it should: done all the same (not all is important), or to be tried again. What
  /// the disk does not give back is, for SQLite, damage (65); a file that can only be opened for reading is
  /// opened so, and then refuses to be written (77).
  func isAnswered(by ending: ChildProcess.Ending) -> Bool {
    let statuses: [Int32] = among == .reads ? [0, 65, 75, 77] : [0, 75]
    return statuses.contains { ending == .exited($0) }
  }

  var variables: [String: String] {
    [
      "FILE_FAULTS_ACTION": shortens ? "shorten" : "refuse", "FILE_FAULTS_ERROR": "\(error)",
      "FILE_FAULTS_AMONG": among.rawValue,
    ].merging(isLasting ? ["FILE_FAULTS_LASTING": "1"] : [:]) { $1 }
  }
}
