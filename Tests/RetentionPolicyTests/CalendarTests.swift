import RetentionPolicy
import Testing

@Suite struct CalendarTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
    (1_795_243_500_000, "2026-11-21T06:45:00Z"), (-1_000, "1969-12-31T23:59:59Z"),
    (4_107_542_399_000, "2100-02-28T23:59:59Z"), (-62_135_596_800_000, "0001-01-01T00:00:00Z"),
  ]) func momentsAreWrittenAndRead(_ milliseconds: Int64, _ text: String) {
    let moment = Timestamp(milliseconds: milliseconds)
    #expect(moment.iso8601 == text)
    #expect(Timestamp(iso8601: text) == moment)
  }

  @Test func everyDayOfFourCenturiesComesBack() {
    for day in Int64(-1_000)..<146_097 {
      let moment = Timestamp(milliseconds: day * 86_400_000)
      guard Timestamp(iso8601: moment.isoDate) == moment else {
        Issue.record("\(moment.isoDate) is not day \(day)")
        return
      }
    }
  }

  @Test func theEndsOfTimeHaveADate() {
    #expect(Timestamp(milliseconds: .max).isoDate == "292278994-08-17")
    #expect(Timestamp(milliseconds: .min).isoDate == "-292275055-05-16")
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-00-01", "2026-02-29", "2026-01-00", "2026-1-1", "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "２０２６-01-01",
  ]) func whatNoCalendarHasIsRefused(_ text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }
}
