import RetentionPolicy
import Testing

@testable import RetentionEngine
@testable import retentiond

/// What is printed, compared with golden files.
@Suite struct RenderingTests {
  private static let reports: [(name: String, report: PassReport)] = [
    ("dry-run", SampleReport.planned()),
    ("dry-run-many", SampleReport.planned(manySessions, Policy(maxSessions: 6))),
    ("dry-run-trims", SampleReport.plannedTrims()),
    ("done", SampleReport.done()),
    ("trimmed", SampleReport.trimmed()),
    ("nothing-to-do", SampleReport.planned(SampleReport.sessions, Policy(maxSessions: 100))),
    (
      "not-met",
      SampleReport.planned(
        SampleReport.sessions, Policy(maxSize: .mebibytes(20), keep: [SessionID("ses_old")]))
    ),
    ("capped", SampleReport.planned(manySessions, Policy(maxSessions: 6, maxEvictionsPerPass: 10))),
    ("held-back", SampleReport.heldBack()),
    ("no-limit", SampleReport.planned(SampleReport.sessions, Policy())),
    ("waiting", SampleReport.waiting()),
    ("over", SampleReport.over()),
    ("stopped", SampleReport.stopped()),
    ("interrupted", SampleReport.interrupted()),
    ("missing", SampleReport.missing()),
  ]

  private static let restore = "retentiond restore"

  private static let manySessions = (1...60).map { index in
    SampleReport.session("\(100 + index)", days: Int64(80 - index), megabytes: Int64(index))
  }

  @Test(arguments: reports.indices) func textIsAsWritten(_ index: Int) throws {
    let (name, report) = Self.reports[index]
    let text = PassText(report, restoreCommand: Self.restore, width: 80, style: .plain).text
    let warnings = report.warnings.map {
      "warning: \(Notice($0, in: report, restoreCommand: Self.restore).message)\n"
    }
    .joined()
    let error = report.failure.map { "error: \(Failure($0).sentence(unchanged: report.unchanged))\n" }
    try Golden("\(name).txt").expect("\(text)----\n\(warnings)\(error ?? "")exit \(report.status.rawValue)\n")
  }

  @Test(arguments: reports.indices) func jsonIsAsWritten(_ index: Int) throws {
    let (name, report) = Self.reports[index]
    let document = RunDocument(
      databases: [DatabaseDocument(report, restoreCommand: Self.restore)], warnings: [], error: nil)
    try Golden("\(name).json").expect(try JSONText.text(of: document))
  }

  private static let reclaims = [
    SampleReport.reclaimable(), SampleReport.reclaimed(), SampleReport.reclaimedInPart(),
  ]

  @Test func reclaimingIsAsWritten() throws {
    let texts = Self.reclaims.map { report in
      ReclaimText(report, style: .plain).text + "----\n"
        + report.warnings.map { "warning: \(Notice($0, in: report).message)\n" }.joined()
    }
    try Golden("reclaim.txt").expect(texts.joined(separator: "\n"))
    let document = ReclaimDocument(
      databases: Self.reclaims.map(ReclaimedDocument.init), warnings: [], error: nil)
    try Golden("reclaim.json").expect(try JSONText.text(of: document))
  }

  @Test func restoringIsAsWritten() throws {
    let notices =
      SampleRestore.report.fullerStates.map { Notice.olderState($0, restoreCommand: Self.restore) }
      + SampleRestore.rows.flatMap(\.trims).map { Notice.leftOut($0) }
    let lines =
      notices.map { "warning: \($0.message)\n" }
      + SampleRestore.results.compactMap(\.failure).map {
        "error: \(Failure($0).sentence(unchanged: RestorePrinter.unchanged))\n"
      }
    try Golden("restore.txt").expect(
      RestoreText(SampleRestore.results, style: .plain).text + "----\n" + lines.joined())
    let document = RestoreDocument(
      SampleRestore.results, unchanged: RestorePrinter.unchanged, warnings: notices, error: nil)
    try Golden("restore.json").expect(try JSONText.text(of: document))
  }

  @Test func whatARebuildCouldNotDoFitsIntoASentence() {
    #expect(RebuildText(SampleRebuild.whole, style: .plain).shortcomings.isEmpty)
    let shortcomings = RebuildText(SampleRebuild.patchy, style: .plain).shortcomings
    #expect(
      shortcomings.hasPrefix(
        "left: 3 messages and parts as in the database; missing: every copy of the session itself; guessed: slug, title"
      ))
    #expect(!shortcomings.contains("\n") && !shortcomings.contains("  "))
  }

  @Test func rebuildingIsAsWritten() throws {
    let reports = [SampleRebuild.whole, SampleRebuild.patchy, SampleRebuild.export]
    try Golden("rebuild.txt").expect(
      reports.map { RebuildText($0, style: .plain).text }.joined(separator: "----\n"))
    let documents = reports.map { RebuildDocument($0, warnings: [], error: nil) }
    try Golden("rebuild.json").expect(try documents.map { try JSONText.text(of: $0) }.joined())
  }

  @Test(arguments: [
    (
      Policy(),
      "Consider archiving or enabling auto-retention. Nothing is removed until opencode.json says so, for example: \"experimental\""
    ),
    (Policy(maxSize: .mebibytes(200)), "retentiond is set to keep it at 200 MB (maxSizeMB 200)."),
    (
      Policy(maxAge: .days(90)),
      "Consider archiving or enabling auto-retention. "
        + "retentiond is set to maxAgeDays 90; maxSizeMB would bound the size itself."
    ),
  ]) func growthIsToldWithWhatToDo(_ policy: Policy, _ advice: String) {
    var report = SampleReport.planned(SampleReport.sessions, policy)
    report.footprintAfter = nil
    let warning = Warning.grown(bytes: .mebibytes(512), threshold: .mebibytes(500), hasLimit: policy.hasLimit)
    let message = Notice(warning, in: report, restoreCommand: Self.restore).message
    #expect(message.hasPrefix("OpenCode database is 512 MB. \(advice)"))
  }

  @Test func tableFitsIntoTheTerminal() {
    for width in [70, 80, 120, 200] {
      let lines = PlanTable(SampleReport.planned().evicted).lines(width: width, style: .plain)
      #expect(lines.allSatisfy { $0.columns <= max(width, 70) }, "\(width)")
    }
  }

  @Test func nothingOfADatabaseReachesTheTerminalUnfiltered() {
    let text = PassText(SampleReport.planned(), restoreCommand: "x", width: 80, style: .plain).text
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
  }

  @Test func colorsOnlyAddEscapes() {
    let report = SampleReport.planned()
    let plain = PassText(report, restoreCommand: "x", width: 80, style: .plain).text
    let colored = PassText(report, restoreCommand: "x", width: 80, style: Style(isColored: true)).text
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
  }

  @Test(arguments: [
    (0, "0 B"), (1_023, "1023 B"), (1_024, "1.0 KB"), (1_048_576, "1.0 MB"), (537_500_000, "512.6 MB"),
    (1 << 30, "1.0 GB"), (Int64.max, "8388608.0 TB"),
  ]) func sizesHaveOneDecimal(_ bytes: Int64, _ text: String) {
    #expect(ByteCount(bytes).text == text)
  }

  @Test(arguments: [
    ("abc", 5, "abc  "), ("abcdef", 5, "abcd…"), ("ログの整形", 6, "ログ… "), ("", 2, "  "), ("🌙🌙", 4, "🌙🌙"),
  ]) func textsAreFittedByColumns(_ text: String, _ width: Int, _ fitted: String) {
    #expect(text.fitted(to: width) == fitted)
    #expect(text.fitted(to: width).columns == width)
  }

  @Test(arguments: [("ses_1", "ses_1"), ("a b", "'a b'"), ("it's", "'it'\\''s'"), ("", "''")])
  func wordsOfACommandAreQuoted(_ word: String, _ quoted: String) {
    #expect(word.shellQuoted == quoted)
  }
}
