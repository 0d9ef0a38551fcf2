/// Remembers when something was complained of, so that the same complaint is repeated once a day at most, also
/// across restarts. Pure: the clock is a parameter, and the caller keeps the text.
public struct ComplaintLedger: Hashable, Sendable {
  /// What is complained of.
  public struct Complaint: Hashable, Sendable {
    /// The kind of event.
    public let kind: MessageID
    /// The database concerned.
    public let database: String
    /// What tells it apart from others of its kind; it must not hold figures that change from pass to pass.
    public let detail: String

    /// A complaint.
    public init(_ kind: MessageID, database: String, detail: String = "") {
      self.kind = kind
      self.database = database
      self.detail = detail
    }
  }

  private static let day: Int64 = 86_400

  /// When each was said, in seconds since 1970.
  var said: [Complaint: Int64] = [:]

  /// Nothing was complained of.
  public init() {}

  /// Whether to say a complaint now; if so, it counts as said.
  ///
  /// - Parameter now: in seconds since 1970. When the clock was turned back by more than a day, what was said
  ///   “later” does not count.
  public mutating func admits(_ complaint: Complaint, now: Int64) -> Bool {
    forget(before: now)
    guard said[complaint] == nil else { return false }
    said[complaint] = now
    return true
  }

  /// What no longer keeps a complaint from being said goes, so that the text cannot grow for ever.
  private mutating func forget(before now: Int64) {
    said = said.filter { _, moment in
      let (age, isAbsurd) = now.subtractingReportingOverflow(moment)
      return !isAbsurd && age < Self.day && age > -Self.day
    }
  }
}
