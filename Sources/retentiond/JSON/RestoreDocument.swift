internal import RetentionEngine
internal import SessionArchive

/// What `retentiond restore --format json` prints.
struct RestoreDocument: Encodable {
  /// Raised when a key changes its meaning or goes; new keys may come without.
  let version = 1
  /// The trees that are back.
  let restored: [RestoredDocument]
  /// The ids that are not, or of whose trees something is missing, with the reason.
  let refused: [RefusedDocument]
  /// What one should know.
  let warnings: [NoticeDocument]
  /// What kept every id from being looked at; absent otherwise.
  let error: FailureDocument?

  init(
    _ results: [RestorePass.Result], unchanged: String, warnings: [Notice], error: FailureDocument?
  ) {
    restored = results.compactMap(\.report).map(RestoredDocument.init)
    refused = results.compactMap { result in
      result.failure.map {
        RefusedDocument(
          id: result.id.rawValue, error: FailureDocument(Failure($0), unchanged: unchanged))
      }
    }
    self.warnings = warnings.map(NoticeDocument.init)
    self.error = error
  }
}

/// A tree that is back.
struct RestoredDocument: Encodable {
  /// The root session's id.
  let id: String
  /// The sessions that came back, by archive file.
  let sessions: [String]
  /// The rows that came back besides, or alone.
  let parts: [RestoredRowsDocument]
  /// The sessions of the tree that stood in the database and were left as they are.
  let standing: [String]
  /// The database file.
  let database: String
  /// The names of the archive files.
  let archiveFiles: [String]
  /// The rows put back.
  let rows: Int
  /// Rows put back that the sessions refer to (`project`) and that were gone.
  let projectRows: Int
  /// The files put back beside the database, by path.
  let sideFiles: [String]
  /// The bytes of the tree before compression.
  let bytes: Int64
  /// The longest that the write lock was held, in milliseconds.
  let longestLock: Int64

  init(_ report: RestoreReport) {
    id = report.root.rawValue
    sessions = report.sessions.map(\.rawValue)
    parts = report.trims.map(RestoredRowsDocument.init)
    standing = report.standing.map(\.rawValue)
    database = report.database
    archiveFiles = report.archiveFiles
    rows = report.rows
    projectRows = report.references
    sideFiles = report.sideFiles
    bytes = report.plainBytes.bytes
    longestLock = report.longestLock.count
  }
}

/// Rows that came back without their session.
struct RestoredRowsDocument: Encodable {
  /// The session.
  let id: String
  /// `orphans`, `stray-parts`, `migrated-copies` or `events`.
  let content: String
  /// The rows of the archive that stand in the database again.
  let rows: Int
  /// The events that stay in the archive, as opencode gives out their numbers again.
  let leftOut: Int
  /// The name of the archive file.
  let archiveFile: String

  init(_ rows: RestoreReport.Rows) {
    id = rows.session.rawValue
    content = rows.content.rawValue
    self.rows = rows.rows
    leftOut = rows.leftOut
    archiveFile = rows.archiveFile
  }
}

/// An id that was not put back.
struct RefusedDocument: Encodable {
  let id: String
  let error: FailureDocument
}
