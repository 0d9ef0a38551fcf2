/// Moments as people write them: ISO 8601 in UTC.
extension Timestamp {
  private static let perDay: Int64 = 86_400_000

  /// The moment of a day, `2026-11-21`, or of a second of it, `2026-11-21T06:45:00Z`; nil for any other text
  /// and for what no calendar has.
  public init?(iso8601 text: String) {
    let template = String(text.map { ("0"..."9").contains($0) ? "0" : $0 })
    guard template == "0000-00-00" || template == "0000-00-00T00:00:00Z" else { return nil }
    let numbers = text.split { "-T:Z".contains($0) }.compactMap { Int64($0) }
    let (year, month, day) = (numbers[0], numbers[1], numbers[2])
    let days = Self.days(year: year, month: month, day: day)
    guard (1...12).contains(month), day >= 1, Self.date(days: days) == (year, month, day) else { return nil }
    var seconds: Int64 = 0
    if numbers.count == 6 {
      guard numbers[3] < 24, numbers[4] < 60, numbers[5] < 60 else { return nil }
      seconds = numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]
    }
    self.init(milliseconds: days * Self.perDay + seconds * 1_000)
  }

  /// The day in UTC, such as `2026-11-21`.
  public var isoDate: String {
    let (year, month, day) = Self.date(days: floorDays)
    return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
  }

  /// The second in UTC, such as `2026-11-21T06:45:00Z`.
  public var iso8601: String {
    let seconds = (milliseconds - floorDays * Self.perDay) / 1_000
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60)
    return "\(isoDate)T\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))Z"
  }

  private var floorDays: Int64 {
    milliseconds / Self.perDay - (milliseconds % Self.perDay < 0 ? 1 : 0)
  }

  // Years begin in March here, so that the leap day is the last of one; 400 of them are an era.
  // https://howardhinnant.github.io/date_algorithms.html

  /// Days since 1970-01-01.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let days = days + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }
}

extension Int64 {
  fileprivate func padded(_ width: Int) -> String {
    let digits = String(magnitude)
    return (self < 0 ? "-" : "") + String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
