import RetentionPolicy
import Testing

@testable import retentiond

@Suite struct ProgressLineTests {
  /// A line with a clock of its own.
  private final class Screen {
    var time = Duration.zero
    private(set) var written: [String] = []
    private(set) lazy var line = ProgressLine(
      width: 60, now: { [unowned self] in time }, write: { [unowned self] in written.append($0) })
  }

  @Test func showsBytesShareRateAndTimeLeft() {
    let screen = Screen()
    screen.line.progress(.archive, done: .zero, of: .mebibytes(100))
    screen.time = .seconds(2)
    screen.line.progress(.archive, done: .mebibytes(20), of: .mebibytes(100))
    #expect(
      screen.written == [
        "\r\u{1B}[Karchiving 0 B of 100.0 MB, 0 %",
        "\r\u{1B}[Karchiving 20.0 MB of 100.0 MB, 20 %, 10.0 MB/s, 8 s left",
      ])
  }

  @Test func writesAtMostTenTimesASecondAndPhase() {
    let screen = Screen()
    for step in 0..<1_000 {
      screen.time = .milliseconds(step)
      screen.line.progress(step < 500 ? .archive : .evict, done: .zero, of: .zero)
    }
    #expect(screen.written.count == 10)
  }

  @Test func neverWrapsAndLeavesNothing() {
    let screen = Screen()
    screen.line.finish()
    #expect(screen.written.isEmpty)
    screen.line.progress(.evict, done: .mebibytes(1), of: .mebibytes(1_000_000))
    screen.time = .seconds(600)
    screen.line.progress(.evict, done: .mebibytes(2), of: .mebibytes(1_000_000))
    #expect(screen.written.allSatisfy { $0.count < 60 + 4 })
    screen.line.finish()
    #expect(screen.written.last == "\r\u{1B}[K")
  }
}
