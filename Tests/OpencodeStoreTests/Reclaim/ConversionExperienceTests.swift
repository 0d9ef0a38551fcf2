import RetentionPolicy
import Testing

@testable import OpencodeStore

@Suite struct ConversionExperienceTests {
  private let now = Timestamp(milliseconds: 1_795_251_600_000)

  private func failed(_ failures: Int, _ hoursAgo: Int64) -> ConversionExperience {
    ConversionExperience(failures: failures, lastAttempt: now - .hours(hoursAgo))
  }

  @Test func withoutExperienceItIsTried() {
    #expect(ConversionExperience().isDue(at: now))
    #expect(ConversionExperience().copyingLock(of: .mebibytes(1)) == nil)
    #expect(ConversionExperience().expectedLock(of: .mebibytes(800)) == Milliseconds(2_000))
  }

  @Test func intervalsGrowUpToADay() {
    let intervals = [1, 2, 4, 8, 16, 24, 24, 24, 24, 24]
    for (index, hours) in intervals.enumerated() {
      #expect(!failed(index + 1, Int64(hours) - 1).isDue(at: now), "\(index)")
      #expect(failed(index + 1, Int64(hours)).isDue(at: now), "\(index)")
    }
    #expect(failed(.max, 24).isDue(at: now))
  }

  @Test func aClockThatWentBackDoesNotMakeItWait() {
    #expect(failed(5, -1).isDue(at: now))
    #expect(ConversionExperience(failures: 1, lastAttempt: Timestamp(milliseconds: .max)).isDue(at: now))
  }

  @Test func theLockFollowsFromTheMeasuredSpeed() {
    var experience = ConversionExperience()
    experience.noteCompacting(.mebibytes(100), in: Milliseconds(1_000))
    // Until it is measured, copying counts as one and a half times as slow.
    #expect(experience.copyingLock(of: .mebibytes(200)) == Milliseconds(3_000))
    #expect(experience.heldLock(of: .mebibytes(200)) == Milliseconds(5_000))
    experience.noteCopying(.mebibytes(100), in: Milliseconds(500))
    #expect(experience.copyingLock(of: .mebibytes(200)) == Milliseconds(1_000))
    #expect(experience.heldLock(of: .mebibytes(200)) == Milliseconds(3_000))
    #expect(experience.expectedLock(of: .mebibytes(200)) == Milliseconds(1_000))
  }

  @Test func speedsAreForgottenAfterAWeekAndFailuresAreNot() {
    var experience = failed(3, 7 * 24)
    experience.noteCopying(.mebibytes(1), in: Milliseconds(1))
    #expect(experience.valid(at: now) == experience)
    experience.lastAttempt = now - .hours(7 * 24 + 1)
    #expect(experience.valid(at: now).copying == nil)
    #expect(experience.valid(at: now).failures == 3)
  }

  @Test func oddFiguresDoNotTrap() {
    var experience = ConversionExperience(compacting: .zero, copying: ByteCount(.max), failures: .max)
    #expect(experience.copyingLock(of: ByteCount(.max)) == Milliseconds(1_000))
    experience.noteCopying(ByteCount(.max), in: Milliseconds(-5))
    experience.noteCompacting(.zero, in: Milliseconds(0))
    #expect(experience.heldLock(of: ByteCount(.max)) == Milliseconds(.max))
  }
}
