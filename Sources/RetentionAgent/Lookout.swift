internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy

/// What is known of the databases, and what follows from it: which passes are due, or when to look again.
struct Lookout {
  /// What a look at all databases came to.
  struct Result {
    /// The passes that are due.
    var due: [PassRun.Task] = []
    /// What was seen.
    var databases: [Outlook.Database] = []
    /// How many databases could not be looked at.
    var unseen = 0
    /// When to look again if nothing happens.
    var nextLook: Timestamp
    /// The databases that there were; nil when that was not found out.
    var paths: Set<String>?
    /// What the files were like just before.
    var stamps: [String: DatabaseStamp] = [:]
    /// What could not be looked at, or is another file than before.
    var failures: [AgentEvent] = []
  }

  /// A database that cannot be looked at, and a folder that cannot be watched, or only in part, are looked at again
  /// after this long.
  static let slowLook = Milliseconds(10 * 60_000)

  private var memories: [String: PassMemory] = [:]
  /// What the files were like that the memories are of.
  private var files: [String: DatabaseStamp]?
  private var arrivals = Arrivals()

  /// Looks at all databases.
  ///
  /// - Parameter goesOn: called before each; false: there is something else to do, and it looks again.
  mutating func look(_ setup: AgentSetup, now: Timestamp, goesOn: () -> Bool = { true }) -> Result {
    var result = Result(nextLook: now + Schedule.longest)
    let paths: [String]
    do {
      paths = try setup.databases()
    } catch {
      result.failures.append(.searchFailed(error))
      result.nextLook = now + Self.slowLook
      return result
    }
    result.paths = Set(paths)
    let before = files
    files = [:]
    for path in paths {
      guard goesOn() else {
        files?[path] = before?[path]
        result.nextLook = now
        continue
      }
      do {
        let stamp = try DatabaseStamp(databasePath: path)
        result.stamps[path] = stamp
        note(stamp, of: path, in: before, &result)
        try look(at: path, stamp, setup, now: now, &result)
      } catch {
        note(error, at: path, setup, now: now, &result)
      }
    }
    noteGone(before, &result)
    return result
  }

  /// Takes note of which file there is. Of another file under the same name nothing is known.
  private mutating func note(
    _ stamp: DatabaseStamp, of path: String, in before: [String: DatabaseStamp]?, _ result: inout Result
  ) {
    files?[path] = stamp
    guard let before, stamp.isThere else { return }
    let known = before[path]
    guard known.map({ !$0.isOfSameFile(as: stamp) }) ?? true else { return }
    memories[path] = nil
    arrivals.add(path)
    result.failures.append(
      known?.isThere == true ? .databaseReplaced(path: path) : .databaseCame(path: path))
  }

  /// Takes note of the databases that there are no more.
  private func noteGone(_ before: [String: DatabaseStamp]?, _ result: inout Result) {
    for (path, stamp) in before ?? [:] where stamp.isThere && files?[path]?.isThere != true {
      result.failures.append(.databaseWent(path: path))
    }
  }

  private mutating func note(
    _ error: any Error, at path: String, _ setup: AgentSetup, now: Timestamp, _ result: inout Result
  ) {
    if let stamp = result.stamps[path],
      let next = arrivals.nextLook(at: path, stamp, after: error, now: now)
    {
      result.nextLook = min(result.nextLook, next)
    } else if setup.skips(path, error) {
      result.failures.append(.skipped(path: path, error))
    } else {
      result.unseen += 1
      result.failures.append(.lookFailed(path: path, error))
      result.nextLook = min(result.nextLook, now + Self.slowLook)
    }
  }

  private mutating func look(
    at path: String, _ stamp: DatabaseStamp, _ setup: AgentSetup, now: Timestamp, _ result: inout Result
  ) throws {
    let glance = try DatabaseGlance(path: path).take()
    if let next = arrivals.nextLook(at: path, stamp, now: now) {
      result.nextLook = min(result.nextLook, next)
      return
    }
    result.databases.append(Outlook.Database(path: path, glance: glance))
    let step = Schedule.next(
      glance, policy: setup.policy, thresholds: SizeThreshold.all, after: memories[path], now: now)
    switch step {
    case .pass(let cause): result.due.append(PassRun.Task(path: path, cause: cause))
    case .look(let moment):
      memories[path]?.noteSeen(glance)
      result.nextLook = min(result.nextLook, moment)
    }
  }

  /// Whether somebody wrote since a look, or a database came or went: looking itself makes events, too, which tell
  /// nothing.
  static func hasChanged(_ setup: AgentSetup, since result: Result) -> Bool {
    do {
      if let paths = result.paths, try Set(setup.databases()) != paths { return true }
      return try result.stamps.contains { try DatabaseStamp(databasePath: $0.key) != $0.value }
    } catch {
      return true
    }
  }

  /// Whether something may happen in folders of which the kernel does not tell: on a foreign file system it knows only
  /// what this machine does. https://man7.org/linux/man-pages/man7/inotify.7.html (LIMITATIONS)
  static func mayMissChanges(in folders: Set<String>, _ fileSystem: FileSystemLookup = .ofSystem) -> Bool {
    folders.contains { folder in
      do { return try fileSystem(folder) != nil } catch { return true }
    }
  }

  /// Remembers what a pass left.
  ///
  /// - Parameter now: the moment at which it ended.
  mutating func remember(_ report: PassReport, policy: Policy, now: Timestamp) {
    let isComplete = report.failure == nil && report.outcome != .incomplete && report.outcome != .interrupted
    let before = memories[report.path]
    let unseen = before?.glance ?? Glance(fileBytes: .zero, usedBytes: .zero, freeBytes: .zero, treeCount: 0)
    let glance: Glance
    do { glance = try DatabaseGlance(path: report.path).take() } catch { glance = unseen }
    memories[report.path] = PassMemory(
      ended: now, glance: glance, ending: isComplete ? .complete : .unfinished,
      nextDue: report.plan?.nextDue(policy: policy, now: report.now), after: before)
  }

  /// Forgets what was remembered, so that a pass over each database is due.
  mutating func forget() {
    memories = [:]
  }
}
