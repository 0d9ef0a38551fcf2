internal import OpencodeStore
internal import RetentionPolicy

/// Writes one database. What belongs to a kind of rows stands in an extension of its own.
final class Builder {
  let options: SampleDatabase.Options
  let profile: ShapeProfile
  let path: String
  let connection: Connection
  var generator: SampleGenerator
  var identifiers: IdentifierMaker
  var special = SampleDatabase.SpecialSessions()
  var sideFiles: [String] = []

  /// For the value that is being written, and for text that several values quote.
  let payload = PayloadBuffer()
  let text = PayloadBuffer()

  /// The next number of an event or V2 message of the session that is being written.
  var nextSequence: Int64 = 0
  private var inserters: [Inserter.Key: Inserter] = [:]

  init(path: String, options: SampleDatabase.Options) throws {
    self.path = path
    self.options = options
    profile = ShapeProfile.of(options.shape)
    generator = SampleGenerator(seed: options.seed)
    identifiers = IdentifierMaker(seed: ~options.seed)
    connection = try Connection(path: path, mode: .create)
  }

  func build() throws -> SampleDatabase.Summary {
    // Nobody else sees the file before it is done, and a failed one is removed: no journal, no syncing.
    // https://sqlite.org/pragma.html#pragma_journal_mode
    try connection.execute(
      """
      PRAGMA page_size=4096; PRAGMA auto_vacuum=NONE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
      PRAGMA locking_mode=EXCLUSIVE; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-131072;
      """)
    try connection.transaction(.immediate) {
      for statement in Schema.statements(for: options.generation) { try connection.execute(statement) }
      try writeSurroundings()
      if options.oddRows { try writeOddRows() }
    }
    let sketches = SessionSketcher(options: options, profile: profile)
      .sketches(generator: &generator, identifiers: &identifiers)
    try writeSessions(sketches)
    try connection.transaction(.immediate) {
      if let size = options.giantValue { try writeGiantValue(of: size, in: sketches) }
      if options.generation == .upgraded { try writeMigrationState(sketches) }
    }
    return try finish(sketches)
  }

  /// Inserts a row; columns that are not named take their defaults.
  func insert(into table: String, _ values: KeyValuePairs<String, RowValue>) throws {
    let key = Inserter.Key(table: table, columns: values.map(\.key))
    let inserter: Inserter
    if let prepared = inserters[key] {
      inserter = prepared
    } else {
      inserter = try Inserter(connection: connection, key: key)
      inserters[key] = inserter
    }
    try inserter.insert(values)
  }

  /// Pages of the file so far, those not yet written to it included, in bytes.
  func size() throws -> Int {
    try Int(connection.integer("PRAGMA page_count")) * 4_096
  }

  private func writeSessions(_ sketches: [SessionSketch]) throws {
    var weightLeft = sketches.reduce(0) { $0 + $1.weight }
    // The overhead of pages and indexes is not predicted but measured: each session gets its share of what
    // is still missing.
    for batch in stride(from: 0, to: sketches.count, by: 64) {
      try connection.transaction(.immediate) {
        for sketch in sketches[batch..<min(batch + 64, sketches.count)] {
          let missing = try Double(max(0, Int(options.targetSize.bytes) - size()))
          try writeSession(sketch, budget: Int(missing * sketch.weight / weightLeft))
          weightLeft -= sketch.weight
        }
      }
    }
  }

  private func finish(_ sketches: [SessionSketch]) throws -> SampleDatabase.Summary {
    inserters = [:]
    special.oldest = sketches.first.map { SessionID($0.id) }
    special.huge = sketches.first(where: \.isHuge).map { SessionID($0.id) }
    if options.generation == .upgraded {
      special.onlyV1 += sketches.filter { !$0.standsInV2 }.map { SessionID($0.id) }
      special.onlyV2 += sketches.filter { !$0.standsInV1 }.map { SessionID($0.id) }
    }
    if options.sideFiles { try writeSideFiles(sketches) }
    // Leaving exclusive mode first: a WAL opened in it would have no -shm for the next reader.
    try connection.execute("PRAGMA locking_mode=NORMAL; SELECT count(*) FROM sqlite_master")
    try connection.execute("PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE)")
    return SampleDatabase.Summary(
      rows: try countRows(), size: ByteCount(Int64(try size())), special: special, sideFiles: sideFiles)
  }

  private func countRows() throws -> [String: Int] {
    var rows: [String: Int] = [:]
    let tables = try connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    try tables.forEachRow { row in
      guard let name = row.text(at: 0) else { return }
      rows[name] = Int(try connection.integer("SELECT count(*) FROM \(name.quotedIdentifier)"))
    }
    return rows
  }
}
