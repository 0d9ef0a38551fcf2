import RetentionPolicy

@testable import SessionArchive
@testable import SessionRebuild

/// Rebuilds of every kind, made by hand.
enum SampleRebuild {
  /// One of which all was there.
  static var whole: RebuildReport {
    var report = RebuildReport(session: SessionID("ses_whole"), destination: .database("/data/opencode.db"))
    report.title = "Explain the retry logic"
    report.messages = 20
    report.parts = 118
    report.bytes = .mebibytes(1)
    report.longestLock = Milliseconds(12)
    report.liveEvents = 840
    report.sessionCopies = 1
    report.numbers = SequenceNumbers(first: 0, last: 839, missing: 0)
    return report
  }

  /// One of which something of everything was missing.
  static var patchy: RebuildReport {
    var report = whole
    report.standing = 3
    report.archivedEvents = 12
    report.archiveFiles = ["a.json.zst", "b.json.zst"]
    report.sessionCopies = 0
    report.guessed = ["slug", "title"]
    report.replacedProject = .init(missing: "prj_gone", used: "global")
    report.missingParent = SessionID("ses_parent")
    report.numbers = SequenceNumbers(first: 2, last: 900, missing: 47)
    report.lacksSequence = true
    report.missingMessages = ["msg_1", "msg_2"]
    report.partsLeftOut = 5
    report.taken = 1
    report.removed = 4
    report.unreadableEvents = 6
    report.olderCopies = 2
    report.otherTypes = ["todo.updated.1": 3, "session.diff.1": 9]
    report.isHidden = true
    return report
  }

  /// An export of one that was deleted in opencode.
  static var export: RebuildReport {
    var report = RebuildReport(
      session: SessionID("ses_deleted"), destination: .file("/home/ada/session.json"))
    report.title = "New session"
    report.messages = 1
    report.parts = 1
    report.bytes = ByteCount(900)
    report.liveEvents = 1
    report.sessionCopies = 1
    report.deletion = 7
    report.earlierLife = 61
    report.numbers = SequenceNumbers(first: 1, last: 7, missing: 5)
    return report
  }

  /// Every error.
  static var errors: [any Error] {
    let id = SessionID("ses_1")
    let path = "/data/opencode.db"
    let cause = RebuildError.cannotTake(id: id, path: path, why: "it has no table part")
    return [
      RebuildError.noEvents(id: id, database: path, archive: "/archive"),
      RebuildError.noEvents(id: id, database: nil, archive: "/archive"),
      RebuildError.nothingToRebuild(id: id, events: 3), RebuildError.stands(id: id, path: path),
      RebuildError.archivedWhole(
        id: id, file: "a.json.zst", archived: Timestamp(milliseconds: 1_795_251_600_000)),
      RebuildError.rowsArchived(id: id, file: "a.json.zst"),
      RebuildError.deleted(id: id, sequence: 7), RebuildError.noTables(id: id, path: path),
      RebuildError.noProject(id: id, path: path, project: "prj_1"),
      RebuildError.noProject(id: id, path: path, project: nil), cause,
      RebuildError.appeared(id: id, path: path), RebuildError.exportExists(path: "/home/ada/session.json"),
      RebuildError.export(path: "/home/ada/session.json", operation: "write", code: 28),
      RebuildError.export(path: nil, operation: "write", code: 32),
      RebuildError.severalDatabases(id: id, paths: [path, "/data/opencode-dev.db"]),
      UnfinishedRebuild(
        cause: cause, removal: ArchiveError.file(path: "/archive", operation: "read", code: 5), path: path),
    ]
  }
}
