/// What the process says to its caller when it ends; the numbers are those of sysexits.h.
/// https://man7.org/linux/man-pages/man3/sysexits.h.3head.html
enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
  /// Done, or nothing to do.
  case success = 0
  /// The command line cannot be understood.
  case usage = 64
  /// The database is damaged or not opencode's, an archive is damaged, or a session cannot be put back.
  case data = 65
  /// A database, or an archived session, is not there.
  case notFound = 69
  /// A defect of retentiond itself.
  case defect = 70
  /// It could not be finished now: in use, disk full, migration under way.
  case tryLater = 75
  /// Access was refused.
  case permission = 77
  /// The configuration, or a folder that it names, cannot be used.
  case configuration = 78

  /// Of several databases the worst counts: what needs a person before what passes by itself.
  private static let worstFirst: [ExitStatus] = [
    .defect, .data, .configuration, .permission, .notFound, .tryLater, .usage, .success,
  ]

  /// The worst of several: 70, 65, 78, 77, 69, 75, 64, 0; success when there are none.
  static func worst(_ statuses: [ExitStatus]) -> ExitStatus {
    worstFirst.first(where: statuses.contains) ?? .success
  }
}
