import Testing

@testable import SystemdSupport

/// The texts that sd_notify(3) prescribes.
@Suite struct NotificationTests {
  @Test func saysEachInItsAssignments() {
    #expect(Notification.ready.assignments == "READY=1")
    #expect(Notification.status("Waiting.").assignments == "STATUS=Waiting.")
    #expect(
      Notification.reloading(since: MonotonicTime(microseconds: 12)).assignments
        == "RELOADING=1\nMONOTONIC_USEC=12")
    #expect(Notification.stopping.assignments == "STOPPING=1")
    #expect(Notification.watchdog.assignments == "WATCHDOG=1")
    #expect(Notification.extendTimeout(.seconds(5)).assignments == "EXTEND_TIMEOUT_USEC=5000000")
  }

  @Test(arguments: ["a\nREADY=1", "a\r\nREADY=1", "a\0READY=1", "a\u{7F}\tb", "\n"])
  func keepsAStatusInItsLine(_ sentence: String) {
    let text = Notification.status(sentence).assignments
    #expect(text.hasPrefix("STATUS="))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
  }

  @Test func keepsLettersOfAllKinds() {
    #expect(Notification.status("Größe ログ e\u{301}").assignments == "STATUS=Größe ログ e\u{301}")
  }

  @Test func extendsByNoAbsurdTime() {
    #expect(Notification.extendTimeout(.seconds(-5)).assignments == "EXTEND_TIMEOUT_USEC=0")
    #expect(
      Notification.extendTimeout(.seconds(Int64.max)).assignments == "EXTEND_TIMEOUT_USEC=\(Int64.max)")
  }

  @Test func readsTheClockThatDoesNotJump() {
    let earlier = MonotonicTime.now
    #expect(earlier.microseconds > 0)
    #expect(MonotonicTime.now.microseconds >= earlier.microseconds)
  }
}
