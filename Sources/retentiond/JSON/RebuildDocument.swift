internal import SessionRebuild

/// What `retentiond rebuild --format json` prints.
struct RebuildDocument: Encodable {
  /// Raised when a key changes its meaning or goes; new keys may come without.
  let version = 1
  /// What was rebuilt; absent when nothing was.
  let rebuilt: RebuiltDocument?
  /// What one should know.
  let warnings: [NoticeDocument]
  /// What kept it from being rebuilt; absent otherwise.
  let error: FailureDocument?

  init(_ report: RebuildReport?, warnings: [Notice], error: FailureDocument?) {
    rebuilt = report.map(RebuiltDocument.init)
    self.warnings = warnings.map(NoticeDocument.init)
    self.error = error
  }
}

/// A session that was rebuilt.
struct RebuiltDocument: Encodable {
  /// What events there were.
  struct Events: Encodable {
    let inDatabase: Int
    let inArchive: Int
    let firstNumber: Int64?
    let lastNumber: Int64?
    let missingNumbers: Int64?
    let unreadable: Int
    let notUnderstood: [String: Int]
    let lacksSequence: Bool
  }

  let id: String
  let title: String
  /// The database that it went into; absent when it went elsewhere.
  let database: String?
  /// The file that it went into; absent when it went elsewhere.
  let export: String?
  let messages: Int
  let parts: Int
  let standing: Int
  let bytes: Int64
  let longestLock: Int64
  let events: Events
  let archiveFiles: [String]
  let sessionCopies: Int
  let guessed: [String]
  let project: String?
  let missingProject: String?
  let missingParent: String?
  let missingMessages: [String]
  let partsLeftOut: Int
  let takenIDs: Int
  let removed: Int
  /// Events in the archive of an earlier life of the session, which were left out.
  let earlierLife: Int
  let olderCopies: Int
  let deletedBy: Int64?
  let isHidden: Bool

  init(_ report: RebuildReport) {
    id = report.session.rawValue
    title = report.title
    database = if case .database(let path) = report.destination { path } else { nil }
    export = if case .file(let path) = report.destination { path } else { nil }
    messages = report.messages
    parts = report.parts
    standing = report.standing
    bytes = report.bytes.bytes
    longestLock = report.longestLock.count
    events = Events(
      inDatabase: report.liveEvents, inArchive: report.archivedEvents, firstNumber: report.numbers?.first,
      lastNumber: report.numbers?.last, missingNumbers: report.numbers?.missing,
      unreadable: report.unreadableEvents, notUnderstood: report.otherTypes,
      lacksSequence: report.lacksSequence)
    archiveFiles = report.archiveFiles
    sessionCopies = report.sessionCopies
    guessed = report.guessed
    project = report.replacedProject?.used
    missingProject = report.replacedProject?.missing
    missingParent = report.missingParent?.rawValue
    missingMessages = report.missingMessages
    partsLeftOut = report.partsLeftOut
    takenIDs = report.taken
    removed = report.removed
    earlierLife = report.earlierLife
    olderCopies = report.olderCopies
    deletedBy = report.deletion
    isHidden = report.isHidden
  }
}
