public import Logging

/// How much an entry matters, by syslog's numbers. https://man7.org/linux/man-pages/man3/syslog.3.html
public enum JournalPriority: Int, Sendable, CaseIterable {
  /// Something cannot be used any more.
  case critical = 2
  /// Something failed.
  case error = 3
  /// Something will fail if nobody looks at it.
  case warning = 4
  /// Something that is right, and out of the ordinary.
  case notice = 5
  /// What was done.
  case informational = 6
  /// For whoever looks for a defect.
  case debug = 7

  /// The priority of a level of swift-log.
  public init(_ level: Logger.Level) {
    self =
      switch level {
      case .trace, .debug: .debug
      case .info: .informational
      case .notice: .notice
      case .warning: .warning
      case .error: .error
      case .critical: .critical
      }
  }
}
