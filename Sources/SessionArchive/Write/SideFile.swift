internal import Glibc
public import RetentionPolicy

/// A file that belongs to a session beside the database.
public struct SideFile: Hashable, Sendable {
  /// Where it is, relative to opencode's data folder.
  public let relativePath: String
  /// Where it is.
  public let path: String

  /// V1 keeps a session's file changes in `storage/session_diff/<id>.json`; they stay after a delete.
  ///
  /// - Returns: the file of a session, or nil when there is none, or the id is no name of a file.
  public static func sessionDiff(of session: SessionID, dataFolder: String) -> SideFile? {
    path(of: session).flatMap { SideFile(relativePath: $0, dataFolder: dataFolder) }
  }

  /// Why the files of sessions cannot be archived; nil when they can, or there are none.
  public static func hindrance(of sessions: [SessionID], dataFolder: String) -> ArchiveError? {
    do throws(ArchiveError) {
      for session in sessions {
        guard let file = sessionDiff(of: session, dataFolder: dataFolder) else { continue }
        _ = try SideFileView(ifThere: file.path)
      }
      return nil
    } catch {
      return error
    }
  }

  /// Where that file is, relative to opencode's data folder; nil when the id is no name of a file.
  static func path(of session: SessionID) -> String? {
    let name = session.rawValue
    guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), !name.hasPrefix(".") else { return nil }
    return "\(folder)/\(name)\(suffix)"
  }

  /// Where they are, relative to opencode's data folder.
  public static let folder = "storage/session_diff"
  /// What follows the session's id in a name.
  public static let suffix = ".json"

  init?(relativePath: String, dataFolder: String) {
    self.relativePath = relativePath
    path = dataFolder + "/" + relativePath
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
  }
}
