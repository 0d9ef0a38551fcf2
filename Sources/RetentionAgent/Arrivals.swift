internal import OpencodeStore
internal import RetentionPolicy

/// Databases that may still be on their way to where they are: somebody puts a backup in place, say. Half a file looks
/// like a damaged one, and nobody is to write to it.
///
/// opencode writes to the log, and who copies a file to the file itself: a database has arrived when nobody has written
/// to it for a while, or it has a log.
struct Arrivals {
  /// What a database was like, and since when, as far as was seen.
  private struct Sight {
    let stamp: DatabaseStamp
    let since: Timestamp
  }

  /// How long nobody writes to a database that has arrived.
  static let quiet = Milliseconds(10_000)

  /// Those that came while somebody watched.
  private var onTheWay: Set<String> = []
  private var seen: [String: Sight] = [:]

  /// Takes note of a database that was not there before.
  mutating func add(_ path: String) {
    onTheWay.insert(path)
    seen[path] = nil
  }

  /// When a database is to be looked at again that may not be worked on yet; nil when it may.
  mutating func nextLook(at path: String, _ stamp: DatabaseStamp, now: Timestamp) -> Timestamp? {
    guard onTheWay.contains(path) else { return nil }
    if !stamp.hasLog, let next = see(path, stamp, now) { return next }
    onTheWay.remove(path)
    seen[path] = nil
    return nil
  }

  /// When a database is to be looked at again of which an error may only say that it is not there as a whole; nil when
  /// that cannot be.
  mutating func nextLook(
    at path: String, _ stamp: DatabaseStamp, after error: any Error, now: Timestamp
  ) -> Timestamp? {
    guard error.isOfContent else { return nil }
    onTheWay.insert(path)
    return see(path, stamp, now)
  }

  /// When it will have been like this for long enough; nil when it has.
  private mutating func see(_ path: String, _ stamp: DatabaseStamp, _ now: Timestamp) -> Timestamp? {
    var sight = Sight(stamp: stamp, since: now)
    // A clock that was turned back must not make it wait for ever.
    if let known = seen[path], known.stamp.hasSameDatabase(as: stamp), known.since <= now { sight = known }
    seen[path] = sight
    let end = sight.since + Self.quiet
    return end <= now ? nil : end
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
