public import RetentionPolicy

/// A survey, and what it saw that planning has no use for.
public struct DatabaseSurvey: Sendable {
  /// What planning works on.
  public var survey: Survey
  /// Sessions whose id is no text, or no valid UTF-8, or holds a NUL: left alone.
  public var unusableSessions: Int
  /// Names of no session's form under which events stand: left alone.
  public var strangeAggregates: Int
  /// What estimates of sizes were brought down by.
  public var scale: SizeScale
  /// What was left, and why.
  public var left: LeftRows
}
