import RetentionPolicy

@testable import RetentionEngine
@testable import SessionArchive

/// Restores of every kind, made by hand.
enum SampleRestore {
  /// A tree from two files, of which one session stood in the database.
  static let report = RestoreReport(
    root: SessionID("ses_root"), database: "/data/opencode.db",
    parts: [
      part("b.json.zst", [SessionID("ses_root")], rows: 1, references: 0),
      part("a.json.zst", [SessionID("ses_one"), SessionID("ses_two")], rows: 272, references: 1),
    ],
    standing: [SessionID("ses_three"), SessionID("ses_four")],
    fullerStates: [
      .init(id: SessionID("ses_root"), archiveFile: "a.json.zst", rows: 273, restoredRows: 1)
    ], longestLock: Milliseconds(12))

  /// Rows that came back alone, of which one event stays away, and of another session all do.
  static var rows: [RestoreReport] {
    var events = RestoreReport.Rows(
      session: SessionID("ses_kept"), content: .events, archiveFile: "a.json.zst")
    (events.rows, events.leftOut, events.plainBytes) = (40, 1, ByteCount(90_000))
    var none = RestoreReport.Rows(session: SessionID("ses_anew"), content: .events, archiveFile: "b.json.zst")
    none.leftOut = 51
    return [events, none].map {
      RestoreReport(root: $0.session, database: "/data/opencode.db", trims: [$0], standing: [])
    }
  }

  /// What became of several ids.
  static var results: [RestorePass.Result] {
    [
      RestorePass.Result(id: SessionID("ses_four"), outcome: .restored(report, logFailure: nil)),
      RestorePass.Result(id: SessionID("ses_one"), outcome: .alongWith(SessionID("ses_root"))),
      RestorePass.Result(id: SessionID("ses_three"), outcome: .stood(SessionID("ses_root"))),
      RestorePass.Result(id: SessionID("ses_kept"), outcome: .restored(rows[0], logFailure: nil)),
      RestorePass.Result(id: SessionID("ses_anew"), outcome: .restored(rows[1], logFailure: nil)),
      RestorePass.Result(
        id: SessionID("ses_none"),
        outcome: .failed(ArchiveError.notInFile(id: SessionID("ses_none"), path: "/archive/a.json.zst"))),
      RestorePass.Result(
        id: SessionID("ses_part"),
        outcome: .partlyRestored(
          PartialRestore(
            report: partial,
            cause: ArchiveError.damaged(path: "/archive/a.json.zst", offset: 12, why: "a checksum is wrong")))
      ),
    ]
  }

  private static let partial = RestoreReport(
    root: SessionID("ses_part"), database: "/data/opencode.db",
    parts: [part("b.json.zst", [SessionID("ses_part")], rows: 10, references: 0)],
    standing: [SessionID("ses_five")])

  private static func part(
    _ file: String, _ sessions: [SessionID], rows: Int, references: Int
  ) -> RestoreReport.Part {
    RestoreReport.Part(
      archiveFile: file, sessions: sessions, rows: rows, laterRows: 0, references: references,
      sideFiles: ["/data/storage/session_diff/\(sessions[0].rawValue).json"],
      plainBytes: ByteCount(Int64(rows) * 1_000))
  }
}
