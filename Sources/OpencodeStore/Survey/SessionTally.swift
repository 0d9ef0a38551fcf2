/// What is counted of a session while rows go by.
struct SessionTally: Sendable {
  /// The bytes of its rows.
  var bytes: Int64 = 0
  /// Its newest activity, in milliseconds since 1970.
  var activity: Int64 = .min

  /// Takes in the time of a row.
  mutating func noteActivity(_ milliseconds: Int64) {
    if milliseconds > activity { activity = milliseconds }
  }

  /// Takes in what was counted elsewhere.
  mutating func add(_ other: SessionTally) {
    bytes += other.bytes
    noteActivity(other.activity)
  }
}
