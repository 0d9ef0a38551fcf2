import Glibc
import RetentionConfiguration
import RetentionPolicy
import Testing

@testable import OpencodeStore
@testable import RetentionAgent
@testable import RetentionEngine
@testable import SessionArchive
@testable import retentiond

/// What every error of every room comes to.
@Suite struct FailureTests {
  private static let path = "/data/opencode.db"
  private static let id = SessionID("ses_1")

  private static let errors: [any Error] =
    [
      PassError.missing(path: path), PassError.notAFile(path: path),
      PassError.noAccess(path: path, code: EACCES), PassError.noAccess(path: path, code: EROFS),
      PassError.noAccess(path: path, code: ELOOP),
      PassError.file(path: "/state", operation: "make", code: ENOTDIR),
      PassError.file(path: "/state/thresholds", operation: "write", code: ENOSPC),
      PassError.locked(path: "/archive/retentiond.lock", holder: "process 7"),
      PassError.looseRows(folder: "/data"), PassError.foreignFileSystem(path: path, .nfs),
      PassError.insufficientSpace(
        SpaceShortage(
          needs: [.archive: .mebibytes(56)], folder: "/archive", free: .mebibytes(20),
          keptForOthers: .mebibytes(5),
          elsewhere: "/home/ada/retentiond-archive")),
      PassError.insufficientSpace(
        SpaceShortage(
          needs: [.archive: .mebibytes(1), .log: .mebibytes(1)], folder: "/data", free: .mebibytes(1),
          keptForOthers: ByteCount(262_144), elsewhere: nil)),
      PassError.insufficientSpace(
        SpaceShortage(
          needs: [.archive: .mebibytes(50), .log: .mebibytes(80), .copy: .mebibytes(80)], folder: "/data",
          free: .mebibytes(100), keptForOthers: .mebibytes(25),
          elsewhere: "/mnt/my disk/retentiond-archive")),
      SchemaError.notOpencode(path: path),
      SchemaError.tableNotUnderstood(path: path, table: "note", why: "its key has two columns"),
      SchemaError.deleteTrigger(path: path, table: "session", trigger: "audit"),
      SchemaError.migrationIncomplete(path: path, phase: "sessions"),
      SchemaError.migrationIncomplete(path: path, phase: nil),
      SchemaError.encoding(path: path, encoding: "UTF-16le"),
    ]
    + [11, 267, 26, 5, 517, 6, 13, 10, 7, 9, 15, 18, 8, 3, 14, 23, 1].map { code in
      SQLiteError(
        code: ResultCode(code), message: ResultCode(code).description, path: path, sql: "SELECT 1")
    }
    + [
      ArchiveError.file(path: "/archive", operation: "make", code: EACCES),
      ArchiveError.file(path: "/archive/a.json.zst.partial", operation: "write", code: ENOSPC),
      ArchiveError.file(path: "/archive/a.json.zst", operation: "open", code: ENOENT),
      ArchiveError.compression(path: "/archive/a.json.zst", message: "out of memory"),
      ArchiveError.damaged(path: "/archive/a.json.zst", offset: 12, why: "a checksum is wrong"),
      ArchiveError.differs(path: "/archive/a.json.zst", session: id, why: "a row is missing"),
      ArchiveError.notAFolder(path: "/archive"), ArchiveError.notArchived(id: id, directory: "/archive"),
      ArchiveError.notInFile(id: id, path: "/archive/a.json.zst"),
      ArchiveError.notInDirectory(path: "/else/a.json.zst", directory: "/archive"),
      ArchiveError.exists(id: id, path: path),
      ArchiveError.absent(id: id, what: "the session itself", path: path),
      ArchiveError.cannotRestore(id: id, path: path, why: "it has no table part"),
      ArchiveError.appeared(id: id, path: path),
      AgentError(operation: "a timer", code: EMFILE), LostFolder(path: "/data"),
      UnsweptRestore(
        cause: ArchiveError.cannotRestore(id: id, path: path, why: "it has no table part"),
        sweep: SQLiteError(code: .busy, message: ResultCode.busy.description, path: path), path: path),
      PartialRestore(
        report: SampleRestore.report,
        cause: ArchiveError.damaged(path: "/archive/a.json.zst", offset: 12, why: "a checksum is wrong")),
      PartialRestore(
        report: SampleRestore.report,
        cause: UnsweptRestore(
          cause: SQLiteError(code: .busy, message: ResultCode.busy.description, path: path),
          sweep: SQLiteError(code: .busy, message: ResultCode.busy.description, path: path), path: path)),
      ReclaimError.insufficientSpace(folder: "/archive", missing: .mebibytes(12)),
      ReclaimError.missingFile(path: path),
      ReclaimError.unexpectedResult(path: path, expectation: "auto_vacuum is not INCREMENTAL"),
      ReclaimError.system(operation: "statvfs", path: "/archive", code: EIO),
      ConfigurationError([
        Diagnostic(.error, .syntax, file: "/opencode.json", message: "no"),
        Diagnostic(.error, .wrongType, file: "/opencode.json", message: "no"),
      ]),
      Failure.noDatabase(in: "/data"), Interrupted(), Unknown(),
    ] + SampleRebuild.errors

  /// An error that no room has.
  private struct Unknown: Error {}

  @Test func everyErrorIsASentenceAndAStatus() throws {
    let lines = Self.errors.map { error in
      let failure = Failure(error)
      return
        "\(failure.status.rawValue) \(failure.code): \(failure.sentence(unchanged: "nothing was changed"))"
    }
    try Golden("failures.txt").expect(lines.joined(separator: "\n") + "\n")
  }

  @Test func sentencesAreSentences() {
    for error in Self.errors where !(error is Unknown) {
      let sentence = Failure(error).sentence(unchanged: "nothing was changed")
      #expect(!sentence.contains("\n"))
      #expect(sentence.hasSuffix(".") || sentence.hasSuffix("'"), "\(sentence)")
      #expect(!sentence.contains("Error("), "\(sentence)")
    }
  }

  @Test func theWorstOfSeveralDatabasesCounts() {
    #expect(ExitStatus.worst([]) == .success)
    #expect(ExitStatus.worst([.success, .tryLater, .success]) == .tryLater)
    #expect(ExitStatus.worst([.tryLater, .data, .permission]) == .data)
    #expect(ExitStatus.worst([.notFound, .permission, .success]) == .permission)
    for status in ExitStatus.allCases { #expect(ExitStatus.worst([status, .success]) == status) }
  }

  @Test func bytesThatWaitMatterWhenTheLimitNeedsThem() {
    var report = SampleReport.waiting()
    #expect(report.status == .tryLater)
    report.policy.maxSize = .mebibytes(400)
    #expect(report.status == .success)
    report.policy.maxSize = nil
    #expect(report.status == .success)
  }

  @Test func aLogThatStaysMattersWhenTheLimitIsExceededWithIt() {
    var report = SampleReport.waiting()
    report.warnings = [.logPinned(bytes: .mebibytes(300), readers: [], holders: nil)]
    report.footprintAfter = SampleReport.footprint(.mebibytes(100), log: .mebibytes(300))
    report.policy.maxSize = .mebibytes(399)
    #expect(report.status == .tryLater)
    report.policy.maxSize = .mebibytes(400)
    #expect(report.status == .success)
  }
}
