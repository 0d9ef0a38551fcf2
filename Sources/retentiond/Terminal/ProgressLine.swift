internal import RetentionEngine
internal import RetentionPolicy

/// Shows how far a pass has come, in one line that is written over and over and gone at the end.
final class ProgressLine: ProgressObserver {
  private static let interval = Duration.milliseconds(100)
  private static let clear = "\r\u{1B}[K"

  private let width: Int
  private let now: () -> Duration
  private let write: (String) -> Void
  private var phase: PassPhase?
  private var phaseBegan = Duration.zero
  private var lastShown: Duration?

  /// A line on standard error; nil when nobody looks at it.
  static func onStandardError() -> ProgressLine? {
    guard StandardStream.error.isTerminal else { return nil }
    let start = ContinuousClock.now
    return ProgressLine(
      width: StandardStream.error.columns ?? 80, now: { ContinuousClock.now - start },
      write: StandardStream.error.write)
  }

  /// A line of at most so many columns.
  init(width: Int, now: @escaping () -> Duration, write: @escaping (String) -> Void) {
    self.width = width
    self.now = now
    self.write = write
  }

  func progress(_ phase: PassPhase, done: ByteCount, of total: ByteCount) {
    let moment = now()
    if phase != self.phase {
      self.phase = phase
      phaseBegan = moment
    } else if let lastShown, moment - lastShown < Self.interval {
      return
    }
    lastShown = moment
    write(Self.clear + String(Self.text(phase, done, total, moment - phaseBegan).prefix(max(0, width - 1))))
  }

  /// Takes the line away.
  func finish() {
    if phase != nil { write(Self.clear) }
    phase = nil
    lastShown = nil
  }

  private static func text(
    _ phase: PassPhase, _ done: ByteCount, _ total: ByteCount, _ elapsed: Duration
  ) -> String {
    guard total > .zero else { return phase.words }
    let share = min(100, Int(Double(done.bytes) / Double(total.bytes) * 100))
    var text = "\(phase.words) \(done.text) of \(total.text), \(share) %"
    let seconds = elapsed / .seconds(1)
    // Before there is something to divide, a rate would be a guess.
    guard seconds > 0.5, done > .zero else { return text }
    let rate = Double(done.bytes) / seconds
    let left = Int64((Double((total - done).bytes) / rate).rounded(.up))
    text += ", \(ByteCount(Int64(rate)).text)/s, \(left < 60 ? "\(left) s" : "\(left / 60) min") left"
    return text
  }
}

extension PassPhase {
  fileprivate var words: String {
    switch self {
    case .survey: "looking at the database"
    case .archive: "archiving"
    case .evict: "verifying and evicting"
    case .reclaim: "giving bytes back to the disk"
    case .check: "checking the database for damage"
    }
  }
}
