internal import OpencodeStore
internal import RetentionPolicy

/// Rows that went while their sessions stay.
struct TrimDocument: Encodable {
  /// `orphans`, `stray-parts`, `migrated-copies` or `events`.
  let content: String
  /// How many sessions they were of, and which.
  let sessions: Int
  let ids: [String]
  /// For how many of these each limit asked for them: `size`, `event-age`.
  let reasons: [String: Int]
  /// How many rows went; 0 in a dry run.
  let rows: Int
  /// What they took in the database; an estimate.
  let bytes: Int64
  /// The names of the archive files that hold them; none in a dry run, and where they lie nowhere.
  let archiveFiles: [String]

  init(_ step: TrimSteps.Step) {
    content = step.content.rawValue
    sessions = step.ids.count
    ids = step.ids.map(\.rawValue)
    reasons = Dictionary(step.reasons.map { ($0.key.code, $0.value) }, uniquingKeysWith: +)
    rows = step.rows
    bytes = step.bytes.bytes
    archiveFiles = step.archiveFiles
  }
}

/// Of how many sessions rows were left that nobody would miss otherwise.
struct LeftDocument: Encodable {
  /// Sessions that do not exist: another retentiond is at their rows.
  let orphans: Int
  /// Copies of opencode 1, as it is in use beside opencode 2.
  let copiesInUse: Int
  /// Copies of which opencode 2 lacks something.
  let copiesNeeded: Int
  /// Events that another machine reads.
  let remoteEvents: Int
  /// Events whose numbers `event_sequence` has not given out.
  let unnumberedEvents: Int

  init(_ left: LeftRows) {
    orphans = left.orphans
    copiesInUse = left.copiesInUse
    copiesNeeded = left.copiesNeeded
    remoteEvents = left.remoteEvents
    unnumberedEvents = left.unnumberedEvents
  }
}
