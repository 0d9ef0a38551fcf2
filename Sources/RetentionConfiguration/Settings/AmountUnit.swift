/// The unit of a setting that may be a fraction, such as half a day.
enum AmountUnit {
  case mebibytes
  case days
  case hours

  /// How many bytes or milliseconds one of it is.
  var factor: Double {
    switch self {
    case .mebibytes: 1_048_576
    case .days: 86_400_000
    case .hours: 3_600_000
    }
  }

  /// The most that makes sense. SQLite ends at 4,294,967,294 pages of 65,536 bytes
  /// (https://sqlite.org/limits.html, number 14); for times, a million days.
  var maximum: Int {
    switch self {
    case .mebibytes: 268_435_455
    case .days: 1_000_000
    case .hours: 24_000_000
    }
  }

  /// The least that there is of it.
  var quantum: String {
    switch self {
    case .mebibytes: "one byte"
    case .days, .hours: "one millisecond"
    }
  }
}
