import Testing

@testable import SystemdSupport

@Suite struct WatchdogTimeoutTests {
  private func interval(_ microseconds: String?, processID: String? = nil) -> Duration? {
    WatchdogTimeout(microseconds: microseconds, processID: processID, own: 42)?.interval
  }

  @Test func asksForASignAtHalfTime() {
    #expect(interval("30000000") == .seconds(15))
    #expect(interval("30000000", processID: "42") == .seconds(15))
    #expect(interval("300001") == .microseconds(150_000) + .nanoseconds(500))
  }

  @Test func isNotThereWithoutVariables() {
    #expect(interval(nil) == nil)
    #expect(interval(nil, processID: "42") == nil)
  }

  @Test(arguments: ["43", "", "text", "-42", "042x"])
  func isNotMeantForAnotherProcess(_ processID: String) {
    #expect(interval("30000000", processID: processID) == nil)
  }

  /// 2^64 - 1 is systemd's “never”, 2^64 does not fit.
  @Test(arguments: [
    "", "0", "-1", "+5", "text", "5s", " 5", "1e6", "18446744073709551615", "18446744073709551616",
  ])
  func isNotThereWhenTheTimeMakesNoSense(_ microseconds: String) {
    #expect(interval(microseconds) == nil)
  }

  @Test(arguments: ["1", "2", "99999"])
  func doesNotSpin(_ microseconds: String) {
    #expect(interval(microseconds) == WatchdogTimeout.shortest)
  }

  @Test(
    "What cannot be kept or understood is told, to the process for which it is meant",
    arguments: [
      (nil, nil, false), ("30000000", nil, false), ("0", nil, false), ("18446744073709551615", nil, false),
      ("1", nil, true), ("99999", "42", true), ("", nil, true), ("-5", nil, true), ("5s", "42", true),
      ("1", "43", false), ("5s", "43", false),
    ] as [(String?, String?, Bool)])
  func problems(_ microseconds: String?, _ processID: String?, _ isToldOf: Bool) {
    let problem = WatchdogTimeout.problem(microseconds: microseconds, processID: processID, own: 42)
    #expect((problem != nil) == isToldOf)
  }

  @Test(arguments: ["7200000000", "9223372036854775808", "18446744073709551614"])
  func doesNotOverflow(_ microseconds: String) {
    #expect(interval(microseconds) == .seconds(3_600))
  }
}
