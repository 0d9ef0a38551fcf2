internal import RetentionPolicy

/// What is counted of a session while rows go by.
struct SessionTally: Sendable {
  /// The bytes of its rows.
  var bytes: Int64 = 0
  /// The bytes among them of rows that may go while it stays.
  var copies: Int64 = 0
  var events: Int64 = 0
  /// Whether a row names it that belongs to no other one.
  var isNamed = false
  /// Its newest activity, in milliseconds since 1970.
  var activity: Int64 = .min

  /// Takes in the bytes of a row.
  mutating func add(_ bytes: Int64, of content: Content) {
    self.bytes += bytes
    switch content {
    case .migratedCopies: copies += bytes
    case .events: events += bytes
    case .session, .orphans, .strayParts: break
    }
  }

  /// Takes in the time of a row.
  mutating func noteActivity(_ milliseconds: Int64) {
    if milliseconds > activity { activity = milliseconds }
  }

  /// Takes in what was counted elsewhere.
  mutating func add(_ other: SessionTally) {
    bytes += other.bytes
    copies += other.copies
    events += other.events
    isNamed = isNamed || other.isNamed
    noteActivity(other.activity)
  }
}
