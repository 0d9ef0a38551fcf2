internal import OpencodeStore
internal import RetentionPolicy

/// Keeps archived events from getting into the way of the next ones: opencode gives out numbers one after the other, and
/// its append fails where one is taken. A session that was deleted and imported anew has numbers of its own.
final class EventNumbers {
  private let session: SessionID
  private let sequence: Statement
  private let standing: Statement
  private var lastGiven: Int64?

  /// The numbers of a session's events in a database; nil when its tables are not as they are known.
  ///
  /// - Throws: `SQLiteError`.
  init?(of session: SessionID, connection: Connection, schema: Schema) throws {
    let columns = ["event": ["id", "aggregate_id", "seq"], "event_sequence": ["aggregate_id", "seq"]]
    guard schema.hasTables(columns) else { return nil }
    self.session = session
    sequence = try connection.prepare("SELECT seq FROM event_sequence WHERE aggregate_id = ?1")
    standing = try connection.prepare("SELECT id FROM event WHERE aggregate_id = ?1 AND seq = ?2")
  }

  /// Looks which number was given out last; the caller holds a transaction.
  ///
  /// - Throws: `SQLiteError`.
  func look() throws {
    lastGiven = nil
    try sequence.bind(session.rawValue, at: 1)
    try sequence.forEachRow { lastGiven = $0.integer(at: 0) }
  }

  /// Whether a number was given out at all, when it was looked last.
  var areCounted: Bool { lastGiven != nil }

  /// Whether an archived row is an event with a number that has not been given out.
  func isAhead(_ row: ArchivedRow) -> Bool {
    guard row.table == "event", let lastGiven,
      case .integer(let number)? = row.columns.first(where: { $0.name == "seq" })?.value
    else { return false }
    return number > lastGiven
  }

  /// What takes the rows of an element and looks whether another event stands under the number of one of them.
  func collisions() -> Collisions { Collisions(self) }

  private func isTaken(_ number: Int64, by other: [UInt8]) throws -> Bool {
    try standing.bind(session.rawValue, at: 1)
    try standing.bind(number, at: 2)
    defer { standing.reset() }
    return try standing.step() && !standing.withBytes(at: 0) { $0.elementsEqual(other) }
  }

  /// Looks for events that stand in the place of archived ones.
  final class Collisions: RowSink {
    private let numbers: EventNumbers
    private var isEvent = false
    private var number: Int64?
    private var id: [UInt8] = []
    private var isInID = false
    /// Whether there is any: then the archived ones are of another life of the session.
    private(set) var areThere = false

    fileprivate init(_ numbers: EventNumbers) { self.numbers = numbers }

    func begin(_ kind: ArchivedRowKind) {
      isEvent = kind == .row(table: "event")
      (number, id) = (nil, [])
    }
    func addNull(_ column: String) {}
    func add(_ column: String, integer: Int64) { if column == "seq" { number = integer } }
    func add(_ column: String, real: Double) {}
    func beginValue(_ column: String, _ storageClass: StorageClass) { isInID = isEvent && column == "id" }
    func append(_ piece: UnsafeRawBufferPointer) { if isInID { id += piece } }
    func endValue() { isInID = false }
    func end() throws {
      guard isEvent, !areThere, let number else { return }
      areThere = try numbers.isTaken(number, by: id)
    }
  }
}
