internal import OpencodeStore
internal import RetentionPolicy

/// Remembers, for each database, when all of it was checked last and how far a check that goes on has come.
struct CheckState {
  /// What is known of one database.
  struct Entry: Hashable {
    /// When the last full check ended without a finding.
    var ended: Timestamp?
    /// The tables that it gave up.
    var tooLarge: [String] = []
    /// How far a check that is under way has come.
    var progress: FullCheck.Progress?
    /// Whether damage was found: the next pass looks again before it does anything.
    var isDamaged = false
  }

  private let words: DatabaseWords

  /// The state in a folder, which need not exist yet.
  init(folder: String) {
    words = DatabaseWords(folder: folder, name: "checks")
  }

  /// What is known of a database.
  ///
  /// - Throws: `PassError.file`.
  func entry(of database: String) throws -> Entry {
    try words.read()[database].flatMap(Entry.init) ?? Entry()
  }

  /// Records what is known of a database.
  ///
  /// - Throws: `PassError.file`; `ReclaimError.system` when the folder cannot be made.
  func record(_ entry: Entry, of database: String) throws {
    try words.record(entry.word, for: database)
  }
}

/// The entry as one word, its fields apart by `/` and names by `,`:
/// `1795251600000/damaged/event/under-way/message/event`.
extension CheckState.Entry {
  fileprivate var word: String? {
    let fields = [
      ended.map { "\($0.milliseconds)" } ?? "", isDamaged ? "damaged" : "", Self.list(tooLarge),
      progress == nil ? "" : "under-way", progress?.last.map { Self.list([$0]) } ?? "",
      Self.list(progress?.tooLarge ?? []),
    ]
    return self == Self() ? nil : fields.joined(separator: "/")
  }

  fileprivate init?(_ word: String) {
    let fields = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 6 else { return nil }
    ended = Int64(fields[0]).map { Timestamp(milliseconds: $0) }
    isDamaged = !fields[1].isEmpty
    tooLarge = Self.names(fields[2])
    if !fields[3].isEmpty {
      progress = FullCheck.Progress(last: Self.names(fields[4]).first, tooLarge: Self.names(fields[5]))
    }
  }

  /// Names as they stand in a word: what would end it, or a name, becomes `?`.
  private static func list(_ names: [String]) -> String {
    names.map { name in String(name.map { $0.isWhitespace || "/,".contains($0) ? "?" : $0 }) }
      .joined(separator: ",")
  }

  private static func names(_ list: String) -> [String] { list.split(separator: ",").map(String.init) }
}
