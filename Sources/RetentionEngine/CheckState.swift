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

  let folder: String
  private static let name = "checks"

  /// What is known of a database.
  ///
  /// - Throws: `PassError.file`.
  func entry(of database: String) throws -> Entry {
    try read()[database] ?? Entry()
  }

  /// Records what is known of a database.
  ///
  /// - Throws: `PassError.file`, `ReclaimError.system`.
  func record(_ entry: Entry, of database: String) throws {
    var entries = try read()
    guard entries[database] ?? Entry() != entry else { return }
    entries[database] = entry
    try Folder.makePrivate(folder)
    let lines = entries.sorted { $0.key < $1.key }.compactMap { Self.line($0.value, of: $0.key) }
    try StateFolder(path: folder).replace(Self.name, with: lines.joined())
  }

  /// One line a database, its fields apart by tabs. A name with a tab or line break is not kept.
  private static func line(_ entry: Entry, of database: String) -> String? {
    let fields =
      [
        entry.ended.map { "\($0.milliseconds)" } ?? "", entry.isDamaged ? "damaged" : "",
        entry.progress == nil ? "" : "under-way", entry.progress?.last ?? "", list(entry.tooLarge),
        list(entry.progress?.tooLarge ?? []), database,
      ]
    guard !fields.contains(where: { $0.contains { "\t\n\r".contains($0) } }) else { return nil }
    return fields.joined(separator: "\t") + "\n"
  }

  private func read() throws -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for line in try StateFolder(path: folder).read(Self.name).split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 7 else { continue }
      var entry = Entry()
      entry.ended = Int64(fields[0]).map { Timestamp(milliseconds: $0) }
      entry.isDamaged = !fields[1].isEmpty
      if !fields[2].isEmpty {
        entry.progress = FullCheck.Progress(
          last: fields[3].isEmpty ? nil : fields[3], tooLarge: Self.names(fields[5]))
      }
      entry.tooLarge = Self.names(fields[4])
      entries[fields[6]] = entry
    }
    return entries
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: "/") }

  private static func names(_ list: String) -> [String] { list.split(separator: "/").map(String.init) }
}
