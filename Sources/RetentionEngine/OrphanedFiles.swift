internal import Glibc
internal import OpencodeStore
internal import RetentionPolicy
internal import SessionArchive

/// Side files of sessions that do not exist: opencode 1 leaves them when a session is deleted.
struct OrphanedFiles {
  private let database: DatabaseFile

  /// Those beside a database.
  init(besides database: DatabaseFile) {
    self.database = database
  }

  /// The sessions that do not exist and have a file all the same, besides those that have rows. None where other databases
  /// stand in the same folder, whose sessions they may be of, nor where somebody writes such files for a database that
  /// lies elsewhere: then one was changed after all that this one knows of.
  ///
  /// - Throws: `PassError`, `ReclaimError` when a folder cannot be read.
  func sessions(in survey: Survey) throws -> [SurveyedSession] {
    guard try DatabaseSearch(dataFolder: database.folder).files() == [database.path] else { return [] }
    let known = Set((survey.sessions + survey.orphans).map(\.id))
    let names = try Folder.names(in: database.folder + "/" + SideFile.folder) ?? []
    let sessions = names.compactMap { name -> SurveyedSession? in
      guard name.hasPrefix("ses_"), name.hasSuffix(SideFile.suffix) else { return nil }
      let id = SessionID(String(name.dropLast(SideFile.suffix.count)))
      guard !known.contains(id), let file = SideFile.sessionDiff(of: id, dataFolder: database.folder),
        let changed = Self.changed(file.path)
      else { return nil }
      return SurveyedSession(id: id, created: changed, lastActivity: changed, bytes: .zero)
    }
    let newest = survey.sessions.map(\.lastActivity).max() ?? Timestamp(milliseconds: 0)
    return sessions.allSatisfy { $0.lastActivity <= newest } ? sessions : []
  }

  private static func changed(_ path: String) -> Timestamp? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return Timestamp(milliseconds: Int64(status.st_mtim.tv_sec) * 1_000)
  }
}
