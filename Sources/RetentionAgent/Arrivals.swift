internal import OpencodeStore

/// Databases that may still be on their way to where they are: somebody puts a backup in place, say. Half a file looks
/// like a damaged one, and nobody is to write to it.
///
/// opencode writes to the log, and who copies a file to the file itself: a database has arrived when nobody wrote to it
/// from one look to the next, or it has a log.
struct Arrivals {
  /// What each was like at the look before; nil when there was none yet.
  private var onTheWay: [String: DatabaseStamp?] = [:]

  /// Takes note of a database that was not there before.
  mutating func add(_ path: String) {
    onTheWay[path] = .some(nil)
  }

  /// Whether a database may be worked on.
  mutating func haveArrived(_ path: String, _ stamp: DatabaseStamp) -> Bool {
    guard let before = onTheWay[path] else { return true }
    let isThere = stamp.hasLog || (before.map { $0.hasSameDatabase(as: stamp) } ?? false)
    onTheWay[path] = isThere ? nil : .some(stamp)
    return isThere
  }

  /// Whether an error may only come from a database's not being there as a whole; it is looked at again then.
  mutating func explain(_ error: any Error, _ stamp: DatabaseStamp, at path: String) -> Bool {
    guard error.isOfContent else { return false }
    let isWhole = onTheWay[path]??.hasSameDatabase(as: stamp) ?? false
    onTheWay[path] = .some(stamp)
    return !isWhole
  }
}

extension Error {
  /// Whether it says something of what a file holds, and not of how it can be reached.
  fileprivate var isOfContent: Bool {
    switch self {
    case let error as SQLiteError: error.code.meansDamage
    case is SchemaError: true
    default: false
    }
  }
}
