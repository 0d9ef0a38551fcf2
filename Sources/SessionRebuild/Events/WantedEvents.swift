internal import OpencodeStore

/// The archived events that hold the newest copies: they are read in the order in which they lie in the archive.
struct WantedEvents {
  private let scratch: Connection
  private let insert: Statement

  /// None yet.
  ///
  /// - Throws: `SQLiteError`.
  init(in scratch: Connection) throws {
    self.scratch = scratch
    try scratch.execute(
      """
      CREATE TABLE wanted (source INTEGER, place INTEGER, kind INTEGER, sequence INTEGER, PRIMARY KEY (source, place))
        WITHOUT ROWID
      """)
    insert = try scratch.prepare("INSERT INTO wanted VALUES (?1, ?2, ?3, ?4)")
  }

  /// Adds one.
  ///
  /// - Throws: `SQLiteError`.
  func add(_ event: EventIndex.Event) throws {
    try insert.bind(Int64(event.source.rawValue), at: 1)
    try insert.bind(event.place, at: 2)
    try insert.bind(event.kind.rawValue, at: 3)
    try insert.bind(event.sequence, at: 4)
    try insert.run()
  }

  /// The archived states in which some lie.
  ///
  /// - Throws: `SQLiteError`.
  func sources() throws -> [EventIndex.Source] {
    var sources: [EventIndex.Source] = []
    try scratch.prepare("SELECT DISTINCT source FROM wanted ORDER BY source").forEachRow {
      sources.append(.init(rawValue: Int($0.integer(at: 0))))
    }
    return sources
  }

  /// Those of one archived state, each when it is asked for.
  ///
  /// - Throws: `SQLiteError`.
  func events(of source: EventIndex.Source) throws -> () throws -> EventIndex.Event? {
    let select = try scratch.prepare(
      "SELECT place, kind, sequence FROM wanted WHERE source = ?1 ORDER BY place")
    try select.bind(Int64(source.rawValue), at: 1)
    return {
      guard try select.step(), let kind = EventKind(rawValue: select.integer(at: 1)) else { return nil }
      return .init(
        sequence: select.integer(at: 2), kind: kind, source: source, place: select.integer(at: 0))
    }
  }
}
