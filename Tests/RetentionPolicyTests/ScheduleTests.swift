import TestSupport
import Testing

@testable import RetentionPolicy

/// When a pass is due.
@Suite struct ScheduleTests {
  static let now = Timestamp(milliseconds: 1_795_251_600_000)
  static let policy = Policy(maxSize: .mebibytes(100), maxAge: .days(30), maxSessions: 50)
  static let thresholds: [ByteCount] = [.mebibytes(100), .mebibytes(500)]
  static let quiet = Glance(
    fileBytes: .mebibytes(90), usedBytes: .mebibytes(80), freeBytes: .mebibytes(5), treeCount: 40)

  /// What is next some time after a pass that left everything as `quiet`.
  private func next(
    _ glance: Glance = quiet, policy: Policy = policy, after time: Milliseconds = .hours(1),
    left: Glance = quiet, ending: PassMemory.Ending = .complete, nextDue: Timestamp? = nil
  ) -> Schedule.Step {
    let memory = PassMemory(ended: Self.now - time, glance: left, ending: ending, nextDue: nextDue)
    return Schedule.next(glance, policy: policy, thresholds: Self.thresholds, after: memory, now: Self.now)
  }

  private func glance(_ change: (inout Glance) -> Void) -> Glance {
    var glance = Self.quiet
    change(&glance)
    return glance
  }

  @Test func theFirstLookAsksForAPass() {
    #expect(
      Schedule.next(Self.quiet, policy: Policy(), thresholds: [], after: nil, now: Self.now) == .pass(.start))
  }

  @Test func whereNothingHappensTheNextLookIsADayAfterTheLastPass() {
    #expect(next() == .look(at: Self.now + .hours(23)))
    #expect(next(after: .hours(24)) == .pass(.daily))
  }

  @Test func moreThanTheSizeLimitAsksForAPass() {
    let larger = glance { $0.usedBytes = .mebibytes(100) + ByteCount(1) }
    #expect(next(larger) == .pass(.size))
    #expect(next(glance { $0.usedBytes = .mebibytes(100) }) == .look(at: Self.now + .hours(23)))
  }

  @Test func whatAPassLeftOverTheLimitIsNotAskedForAtOnce() {
    let left = glance { $0.usedBytes = .mebibytes(120) }
    #expect(next(left, left: left) == .look(at: Self.now + .hours(23)))
    #expect(next(glance { $0.usedBytes = .mebibytes(124) }, left: left) == .look(at: Self.now + .hours(23)))
    #expect(next(glance { $0.usedBytes = .mebibytes(125) }, left: left) == .pass(.size))
  }

  /// Somebody deleted sessions meanwhile; what comes then is new.
  @Test func whatIsAddedAfterAFallCounts() {
    let left = glance { ($0.usedBytes, $0.treeCount) = (.mebibytes(120), 60) }
    var memory = PassMemory(ended: Self.now, glance: left, ending: .complete, nextDue: nil)
    func next(_ glance: Glance) -> Schedule.Step {
      Schedule.next(glance, policy: Self.policy, thresholds: [], after: memory, now: Self.now)
    }
    let wait = Schedule.Step.look(at: Self.now + .hours(24))
    memory.noteSeen(glance { ($0.usedBytes, $0.treeCount) = (.mebibytes(30), 20) })
    memory.noteSeen(glance { ($0.usedBytes, $0.treeCount) = (.mebibytes(99), 50) })
    #expect(next(glance { $0.usedBytes = .mebibytes(100) }) == wait)
    #expect(next(glance { $0.usedBytes = .mebibytes(101) }) == .pass(.size))
    #expect(next(glance { $0.treeCount = 50 }) == wait)
    #expect(next(glance { $0.treeCount = 51 }) == .pass(.sessions))
  }

  @Test func anotherTreeOverTheLimitAsksForAPass() {
    #expect(next(glance { $0.treeCount = 51 }) == .pass(.sessions))
    let left = glance { $0.treeCount = 60 }
    #expect(next(left, left: left) == .look(at: Self.now + .hours(23)))
    #expect(next(glance { $0.treeCount = 61 }, left: left) == .pass(.sessions))
  }

  @Test func thresholdsAskAlsoWithoutALimit() {
    let grown = glance { $0.fileBytes = .mebibytes(100) }
    #expect(next(grown, policy: Policy()) == .pass(.threshold))
    #expect(next(grown, policy: Policy(), left: grown) == .look(at: Self.now + .hours(23)))
  }

  @Test func freePagesAskWhereALimitIsSet() {
    let freed = glance { $0.freeBytes = .mebibytes(21) }
    #expect(next(freed) == .pass(.freePages))
    #expect(next(freed, policy: Policy()) == .look(at: Self.now + .hours(23)))
    #expect(next(freed, left: freed) == .look(at: Self.now + .hours(23)))
  }

  @Test func aTreeThatComesOfAgeIsWaitedFor() {
    #expect(next(nextDue: Self.now + .hours(2)) == .look(at: Self.now + .hours(2)))
    #expect(next(nextDue: Self.now) == .pass(.age))
    #expect(next(policy: Policy(), nextDue: Self.now) == .look(at: Self.now + .hours(23)))
  }

  @Test func whatCouldNotFinishIsTriedAgainLaterAndLater() {
    var memory: PassMemory?
    for minutes in [15, 30, 60, 120, 240, 480, 960, 1_440, 1_440] as [Int64] {
      memory = PassMemory(
        ended: Self.now, glance: Self.quiet, ending: .unfinished, nextDue: nil, after: memory)
      let step = Schedule.next(Self.quiet, policy: Self.policy, thresholds: [], after: memory, now: Self.now)
      #expect(step == .look(at: Self.now + Milliseconds(minutes * 60_000)))
    }
    let done = PassMemory(
      ended: Self.now, glance: Self.quiet, ending: .complete, nextDue: nil, after: memory)
    #expect(done.unfinished == 0)
  }

  @Test func aClockThatWasTurnedBackPutsNothingOff() {
    #expect(next(after: .days(-400)) == .look(at: Self.now + .hours(24)))
  }

  @Test("Nothing that a pass left as it is asks for the next one, nor for a look in the past")
  func random() {
    var generator = SplitMix64(seed: 40)
    func bytes() -> ByteCount { ByteCount(.random(in: 0...2_000 << 20, using: &generator)) }
    for _ in 0..<20_000 {
      let glance = Glance(
        fileBytes: bytes(), usedBytes: bytes(), freeBytes: bytes(),
        treeCount: .random(in: 0...200, using: &generator))
      let policy = Policy(
        maxSize: Bool.random(using: &generator) ? bytes() : nil,
        maxSessions: Bool.random(using: &generator) ? .random(in: 0...200, using: &generator) : nil)
      let due = Self.now + Milliseconds(.random(in: 1...400_000_000, using: &generator))
      let memory = PassMemory(
        ended: Self.now, glance: glance, ending: Bool.random(using: &generator) ? .complete : .unfinished,
        nextDue: due)
      let step = Schedule.next(
        glance, policy: policy, thresholds: Self.thresholds, after: memory, now: Self.now)
      guard case .look(let moment) = step else {
        Issue.record("\(step) \(glance) \(policy)")
        continue
      }
      #expect(moment > Self.now && moment <= Self.now + .hours(24))
    }
  }
}
