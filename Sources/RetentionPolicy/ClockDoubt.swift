/// Why the present moment cannot be trusted to tell how old a tree is.
public enum ClockDoubt: Hashable, Sendable {
  /// A session was active more than a day after the present: this one, then.
  case activityInFuture(SessionID, Timestamp)
  /// The last pass took a later moment for the present: this one.
  case earlierThanLastPass(Timestamp)

  /// How far activity may lie ahead: the clocks of two machines, or a restored database, differ by less.
  private static let tolerance = Milliseconds.days(1)

  /// 10000-01-01: no clock says such a moment. One bad value must not put the age limit off for ever.
  private static let endOfCalendar = Timestamp(milliseconds: 253_402_300_800_000)

  /// The reason to doubt that it is `now`; nil when there is none.
  ///
  /// A clock that went ahead cannot be told from a long time without a pass, until it comes back.
  init?(now: Timestamp, survey: Survey, lastPass: LastPass?) {
    let newest = survey.sessions
      .filter { $0.lastActivity < Self.endOfCalendar }
      .max { ($0.lastActivity, $1.id) < ($1.lastActivity, $0.id) }
    if let newest, newest.lastActivity - Self.tolerance > now {
      self = .activityInFuture(newest.id, newest.lastActivity)
    } else if let moment = lastPass?.moment, moment > now {
      self = .earlierThanLastPass(moment)
    } else {
      return nil
    }
  }
}
