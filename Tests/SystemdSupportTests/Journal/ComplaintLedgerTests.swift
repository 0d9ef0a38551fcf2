import Testing

@testable import SystemdSupport

@Suite struct ComplaintLedgerTests {
  private let pinned = ComplaintLedger.Complaint(.logPinned, database: "/a.db", detail: "opencode")
  private let noon: Int64 = 1_795_000_000
  private let day: Int64 = 86_400

  @Test func repeatsAComplaintOnceADay() {
    var ledger = ComplaintLedger()
    let said = stride(from: noon, to: noon + 10 * day, by: 600).filter { ledger.admits(pinned, now: $0) }
    #expect(said == (0..<10).map { noon + $0 * day })
  }

  @Test func tellsComplaintsApart() {
    var ledger = ComplaintLedger()
    let others: [ComplaintLedger.Complaint] = [
      pinned, .init(.logPinned, database: "/b.db", detail: "opencode"),
      .init(.logPinned, database: "/a.db", detail: "bun"),
      .init(.conversionWaits, database: "/a.db", detail: "opencode"), .init(.logPinned, database: "/a.db"),
    ]
    #expect(others.filter { ledger.admits($0, now: noon) } == others)
    #expect(others.filter { ledger.admits($0, now: noon + 1) } == [])
  }

  /// A clock that is set by a little makes no second complaint.
  @Test func isNotSilencedByAClockThatWasWrong() {
    var ledger = ComplaintLedger()
    let moments = [noon + 400 * day, noon, noon - 60, .max, .min]
    #expect(moments.map { ledger.admits(pinned, now: $0) } == [true, true, false, true, true])
  }

  @Test(arguments: [
    "", "plain", "tab\tand\nline", "back\\slash\\n", "\\", "\n\u{301}", "\r\n", "/ä b/ログ.db", "\0",
  ])
  func comesBackFromItsText(_ detail: String) {
    let ledger = ledger(with: [pinned, .init(.databaseDamaged, database: detail, detail: detail)])
    #expect(ledger.text.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 2)
    #expect(ComplaintLedger(text: ledger.text) == ledger)
  }

  @Test func readsPastWhatItDoesNotUnderstand() {
    let ledger = ledger(with: [pinned])
    let damaged = "\n\nrubbish\n1\tno-such-kind\ta\tb\nx\tlog-pinned\ta\tb\n1\tlog-pinned\n" + ledger.text
    #expect(ComplaintLedger(text: damaged) == ledger)
  }

  @Test func forgetsWhatIsOver() {
    var ledger = ledger(with: (0..<1_000).map { .init(.logPinned, database: "/\($0).db") })
    _ = ledger.admits(pinned, now: noon + day)
    #expect(ledger.text == "\(noon + day)\tlog-pinned\t/a.db\topencode\n")
  }

  private func ledger(with complaints: [ComplaintLedger.Complaint]) -> ComplaintLedger {
    complaints.reduce(into: ComplaintLedger()) { _ = $0.admits($1, now: noon) }
  }
}
