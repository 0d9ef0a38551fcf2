import CSQLite
import RetentionPolicy
import TestSupport
import Testing

@testable import OpencodeStore

/// The race of https://sqlite.org/wal.html, section 11, with SQLite as it is linked here: all of the log has been
/// copied back, a checkpoint reads the log's header, and before it asks how much has been copied back somebody
/// commits, which starts the log afresh. Such a checkpoint then notes frames as copied back that are not written
/// yet, and nobody sees what is committed into them.
@Suite struct LogResetRaceTests {
  /// Rows are lost first, and when the log has grown past where it began, the database is malformed (code 11).
  @Test func anUnguardedCheckpointDamagesTheDatabase() throws {
    let race = try Race(rows: 20)
    let copier = try race.sample.open()
    try race.copyBackAll()
    try CheckpointHook.with(copier, atItsStart: race.commit) {
      _ = try copier.passiveCheckpoint()
    }
    #expect(race.moments == 1)
    #expect(race.committed == 1)
    #expect(try race.isIntact() != Self.hasRace, "SQLite \(String(cString: sqlite3_libversion()))")
  }

  /// A small log is copied under the write lock, where nobody can commit; the bulk of a large one before that,
  /// where somebody can.
  @Test(arguments: [(rows: Int64(20), commits: 0), (rows: 600, commits: 1)])
  func aGuardedCheckpointDoesNot(rows: Int64, commits: Int) throws {
    let race = try Race(rows: rows)
    let checkpoint = try GuardedCheckpoint(path: race.sample.path, pause: .none)
    try race.copyBackAll()
    let report = try CheckpointHook.with(checkpoint.copier, atItsStart: race.commit) {
      try checkpoint.run()
    }
    #expect(report.outcome == .truncated)
    #expect(race.moments > commits)
    #expect(race.committed == commits)
    #expect(try race.isIntact())
  }

  /// Whether the library is one of those that section 11 names. A distribution that mends one of them without
  /// another number makes the first test fail, and that number is to be told from others here.
  private static var hasRace: Bool {
    let version = sqlite3_libversion_number()
    return (3_007_000...3_051_002).contains(version) && version != 3_050_007 && version != 3_044_006
  }
}

/// A database and who commits to it while a checkpoint begins.
private final class Race {
  let sample: ReclaimSample
  private let writer: Connection
  /// How often a checkpoint began, and how many rows were committed so far.
  private(set) var moments = 0
  private(set) var committed = 0
  /// As the digest tells them.
  private var rows: Set<String>

  init(rows count: Int64) throws {
    sample = try ReclaimSample(rows: count)
    writer = try Connection(path: sample.path, mode: .readWrite, busyTimeout: Milliseconds(0))
    rows = try sample.digest()
  }

  /// Copies all of the log back: the next commit starts it afresh. The page makes the log's header a new one.
  func copyBackAll() throws {
    try writer.touch()
    #expect(try writer.passiveCheckpoint().isComplete)
  }

  /// Commits a row, unless somebody holds the write lock.
  func commit() {
    moments += 1
    do {
      try insert()
    } catch let error as SQLiteError where .busy ~= error.code {
    } catch {
      Issue.record(error)
    }
  }

  /// Commits some more rows, more than the log held before; whether all that was ever committed is there then, and
  /// SQLite finds nothing wrong.
  func isIntact() throws -> Bool {
    do {
      for _ in 1...20 { try insert() }
      return try sample.digest() == rows && sample.complaints().isEmpty
    } catch let error as SQLiteError where error.code.meansDamage {
      return false
    }
  }

  /// The row is longer than a page: it takes some frames of the log.
  private func insert() throws {
    let id = "late \(committed)"
    try writer.execute("INSERT INTO session VALUES('\(id)', replace(hex(zeroblob(5000)), '0', 'x'))")
    committed += 1
    rows.insert("session: text'\(id)',text'\(String(repeating: "x", count: 10_000))'")
  }
}

/// Calls back in each checkpoint of a connection that has read a header of the log that it did not know: SQLite
/// then gives back what it has mapped of the database file, and asks only afterwards how much of the log has been
/// copied back. https://sqlite.org/c3ref/io_methods.html
private struct CheckpointHook {
  /// The first, as SQLite's pointer to the methods is one to this structure.
  private var methods: sqlite3_io_methods
  private let original: UnsafePointer<sqlite3_io_methods>
  private let callBack: () -> Void

  static func with<Result>(
    _ connection: Connection, atItsStart callBack: @escaping () -> Void, _ body: () throws -> Result
  ) throws -> Result {
    var file: UnsafeMutablePointer<sqlite3_file>?
    let code = sqlite3_file_control(connection.handle, "main", SQLITE_FCNTL_FILE_POINTER, &file)
    try #require(code == SQLITE_OK)
    let found = try #require(file)
    let original = try #require(UnsafePointer(found.pointee.pMethods))
    let hook = UnsafeMutablePointer<CheckpointHook>.allocate(capacity: 1)
    hook.initialize(to: CheckpointHook(methods: original.pointee, original: original, callBack: callBack))
    hook.pointee.methods.xUnfetch = { file, offset, page in
      guard let methods = file?.pointee.pMethods else { return SQLITE_MISUSE }
      let hook = UnsafeRawPointer(methods).assumingMemoryBound(to: CheckpointHook.self)
      hook.pointee.callBack()
      return hook.pointee.original.pointee.xUnfetch(file, offset, page)
    }
    found.pointee.pMethods = UnsafeRawPointer(hook).assumingMemoryBound(to: sqlite3_io_methods.self)
    defer {
      found.pointee.pMethods = original
      hook.deinitialize(count: 1)
      hook.deallocate()
    }
    return try body()
  }
}
