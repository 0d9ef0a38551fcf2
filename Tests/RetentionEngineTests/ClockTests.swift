import Glibc
import RetentionEngine
import RetentionPolicy
import SampleDatabase
import TestSupport
import Testing

/// Passes over one database at moments that a clock may say, wrong ones too.
@Suite struct ClockTests {
  private let policy = Policy(maxAge: .days(30), keepShared: false)
  /// It asks for nothing, so that a pass does nothing but take place.
  private let patient = Policy(maxAge: .days(100_000))
  private let fixture: PassFixture

  init() throws {
    fixture = try PassFixture(SampleDatabase.Options(targetSize: ByteCount(400_000)))
  }

  private var state: String { fixture.folder.file("state") + "/last-passes" }

  /// A pass so many milliseconds after the present.
  @discardableResult private func run(
    _ policy: Policy, after milliseconds: Int64 = 0, isDryRun: Bool = false
  ) throws -> PassReport {
    var settings = fixture.settings(policy, isDryRun: isDryRun)
    settings.now = moment(milliseconds)
    let report = Pass(path: fixture.path, settings: settings).run()
    if let failure = report.failure { throw failure }
    return report
  }

  private func moment(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: fixture.now.milliseconds + milliseconds)
  }

  @Test("The first pass, and one at the same moment or later, goes by age")
  func noDoubt() throws {
    #expect(access(state, F_OK) != 0)
    #expect(try run(patient).clockDoubt == nil)
    #expect(try run(patient).clockDoubt == nil)
    let report = try run(policy, after: 86_400_000)
    #expect(report.clockDoubt == nil)
    #expect(!report.evicted.isEmpty)
  }

  @Test("A clock that went ahead and came back puts off one pass")
  func aheadAndBack() throws {
    let year = Milliseconds.days(365).count
    try run(patient, after: year)
    let doubtful = try run(policy)
    #expect(doubtful.clockDoubt == .earlierThanLastPass(moment(year)))
    #expect(doubtful.evicted.isEmpty)
    #expect(doubtful.outcome == .nothingToDo)
    let next = try run(policy, after: 1)
    #expect(next.clockDoubt == nil)
    #expect(!next.evicted.isEmpty)
  }

  @Test("A clock that went back is in doubt as long as sessions are ahead of it, and then no more")
  func back() throws {
    try run(patient)
    for days in [20, 19] as [Int64] {
      guard case .activityInFuture = try run(policy, after: -Milliseconds.days(days).count).clockDoubt else {
        Issue.record("\(days)")
        return
      }
    }
    let right = try run(policy)
    #expect(right.clockDoubt == nil)
    #expect(!right.evicted.isEmpty)
  }

  @Test("The other limits go on while the clock is in doubt")
  func otherLimits() throws {
    try run(patient, after: 1)
    var both = policy
    both.maxSessions = 3
    let report = try run(both)
    #expect(report.clockDoubt != nil)
    #expect(!report.evicted.isEmpty)
    #expect(
      report.evicted.allSatisfy {
        if case .sessionCount = $0.reason { true } else { false }
      })
  }

  @Test("A dry run looks at the last pass and leaves no mark of its own")
  func dryRun() throws {
    try run(patient, after: 1)
    let before = try File.bytes(state)
    #expect(try run(policy, isDryRun: true).clockDoubt != nil)
    #expect(try run(policy, isDryRun: true).clockDoubt != nil)
    #expect(try File.bytes(state) == before)
  }

  @Test("Each database has a last pass of its own")
  func otherDatabase() throws {
    try LastPassState(folder: fixture.folder.file("state")).record(LastPass(moment: moment(1)), for: "/other")
    #expect(try run(policy).clockDoubt == nil)
  }

  @Test(
    "A state that says nothing is as good as none",
    arguments: [
      "", "\n\n", "PATH", " PATH", "x PATH", "99999999999999999999 PATH", "/ PATH", "/5 PATH", "\0\u{FF}",
    ])
  func damagedState(_ text: String) throws {
    try write(text)
    let report = try run(policy)
    #expect(report.clockDoubt == nil)
    #expect(!report.evicted.isEmpty)
    #expect(try run(patient, after: -1).clockDoubt == .earlierThanLastPass(moment(0)))
  }

  @Test(
    "A state that cannot be is doubted for one pass",
    arguments: [
      ("\(Int64.max) PATH", true), ("\(Int64.min) PATH", false), ("-1/-1 PATH", false), ("1/x PATH", false),
      ("1/2/3 PATH", false),
    ])
  func absurdState(_ text: String, _ isDoubted: Bool) throws {
    try write(text)
    #expect((try run(policy).clockDoubt != nil) == isDoubted)
    let next = try run(policy)
    #expect(next.clockDoubt == nil)
    #expect(next.evicted.isEmpty != isDoubted)
  }

  @Test("A state that cannot be read keeps no pass from its work, and is told of")
  func unreadableState() throws {
    try File.makeFolder(fixture.folder.file("state"))
    try File.makeFolder(state)
    let report = Pass(path: fixture.path, settings: fixture.settings(policy)).run()
    #expect(!report.evicted.isEmpty)
    #expect(
      report.warnings.contains {
        if case .stateUnreadable(let error as PassError) = $0 {
          error == .file(path: state, operation: "read", code: EISDIR)
        } else {
          false
        }
      })
    #expect(report.failure == nil)
    #expect(
      report.warnings.contains {
        if case .stateNotWritten(let error as PassError) = $0 {
          error == .file(path: state, operation: "read", code: EISDIR)
        } else {
          false
        }
      })
  }

  @Test("A state that cannot be written keeps no pass from its work, and is told of once")
  func unwritableState() throws {
    try File.makeFolder(fixture.folder.file("state"))
    for name in ["thresholds", "last-passes", "checks", "conversions"] {
      try File.makeFolder(fixture.folder.file("state/\(name).new"))
    }
    let report = try run(policy)
    #expect(report.outcome == .done && !report.evicted.isEmpty)
    let told = report.warnings.filter { if case .stateNotWritten = $0 { true } else { false } }
    #expect(told.count == 1)
  }

  /// Writes the state, with the database's path for `PATH`.
  private func write(_ text: String) throws {
    try File.makeFolder(fixture.folder.file("state"))
    try File.write(text.replacing("PATH", with: fixture.path), to: state)
  }
}

extension PassReport {
  /// The doubt that was warned of; that it is the plan's is expected too.
  fileprivate var clockDoubt: ClockDoubt? {
    for case .clockInDoubt(let doubt) in warnings {
      #expect(plan?.clockDoubt == doubt)
      return doubt
    }
    #expect(plan?.clockDoubt == nil)
    return nil
  }
}
