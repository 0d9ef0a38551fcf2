internal import OpencodeStore

/// On which messages the parts hang: on one that can be written, on one that stands in the database, or on none that
/// would show them.
struct PartHosts {
  /// How many parts can be written.
  private(set) var parts = 0
  /// The bytes of their `data`.
  private(set) var bytes: Int64 = 0
  /// The messages that parts name and of which there is no copy, by id.
  private(set) var missingMessages: [String] = []
  /// The parts of those.
  private(set) var partsLeftOut = 0

  /// Looks for the messages. Those that stand in the database are noted down in the table `standing_host`, with the time
  /// that they have there.
  ///
  /// - Throws: `SQLiteError`.
  init(of copies: Copies) throws {
    let scratch = copies.scratch
    try scratch.execute(
      "CREATE TABLE standing_host (message TEXT PRIMARY KEY, created INTEGER) WITHOUT ROWID")
    let note = try scratch.prepare("INSERT INTO standing_host VALUES (?1, ?2)")
    let groups = try scratch.prepare(
      """
      SELECT part.message, message.id IS NOT NULL AND message.owner IS NULL, count(*), sum(part.size)
      FROM part LEFT JOIN message ON message.id = part.message WHERE part.owner IS NULL GROUP BY part.message
      """)
    while try groups.step() {
      let message = groups.text(at: 0) ?? ""
      let count = Int(groups.integer(at: 2))
      let isWritten = groups.integer(at: 1) == 1
      let standing = isWritten ? nil : try copies.owners?.created(message: message)
      guard isWritten || standing != nil else {
        missingMessages.append(message)
        partsLeftOut += count
        continue
      }
      parts += count
      bytes += groups.integer(at: 3)
      if let standing {
        try note.bind(message, at: 1)
        try note.bind(standing, at: 2)
        try note.run()
      }
    }
  }
}
