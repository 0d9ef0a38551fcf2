public import RetentionPolicy

/// What earlier attempts to convert a database taught: how fast this disk is, and how often others' writing
/// made an attempt be in vain. From it follows whether to try again, without compacting to find out.
public struct ConversionExperience: Hashable, Sendable {
  /// How many bytes a second were compacted; nil: not known.
  public var compacting: ByteCount?
  /// How many bytes a second were copied back; nil: not known.
  public var copying: ByteCount?
  /// The attempts in a row that came to nothing.
  public var failures: Int
  /// When the last of them was made; nil: there was none.
  public var lastAttempt: Timestamp?

  /// Copying back took up to one and a half times as long as compacting.
  private static let copyingShare = 1.5
  /// What an ordinary disk copies in a second: 2.5 s of lock a live gigabyte were measured.
  private static let usualCopying = ByteCount.mebibytes(400)
  /// Doubled with every attempt in vain, up to a day.
  private static let firstInterval = Milliseconds.hours(1)
  private static let longestInterval = Milliseconds.hours(24)
  /// A speed that was measured beside other work says nothing for ever.
  private static let validity = Milliseconds.days(7)

  /// Experience; without any, a disk counts as fast and a conversion as never tried.
  public init(
    compacting: ByteCount? = nil, copying: ByteCount? = nil, failures: Int = 0, lastAttempt: Timestamp? = nil
  ) {
    self.compacting = compacting
    self.copying = copying
    self.failures = failures
    self.lastAttempt = lastAttempt
  }

  // MARK: Looking ahead

  /// How long copying so many live bytes back holds the write lock, as far as was measured; nil: nothing was.
  func copyingLock(of live: ByteCount) -> Milliseconds? {
    if let copying { return Self.duration(of: live, at: copying) }
    return compacting.map { Self.scaled(Self.duration(of: live, at: $0), by: Self.copyingShare) }
  }

  /// How long the lock lasts when it is held for compacting, too; nil: nothing was measured.
  func heldLock(of live: ByteCount) -> Milliseconds? {
    guard let compacting, let copying = copyingLock(of: live) else { return nil }
    return Milliseconds(
      Self.clamped(Double(Self.duration(of: live, at: compacting).count) + Double(copying.count)))
  }

  /// How long the write lock will be held for so many live bytes, as far as one can tell.
  public func expectedLock(of live: ByteCount) -> Milliseconds {
    copyingLock(of: live) ?? Self.duration(of: live, at: Self.usualCopying)
  }

  /// Whether an attempt beside others makes sense by now: after each in vain it is left alone for an hour, two,
  /// four and so on up to a day. A clock that went back does not make that longer.
  public func isDue(at now: Timestamp) -> Bool {
    guard let lastAttempt, failures > 0 else { return true }
    let doublings = min(failures - 1, 8)
    let interval = min(Self.longestInterval, Milliseconds(Self.firstInterval.count << doublings))
    return now < lastAttempt || lastAttempt <= now - interval
  }

  // MARK: Learning

  /// What of it still counts: speeds are forgotten after a week, so that they are measured again.
  public func valid(at now: Timestamp) -> ConversionExperience {
    guard let lastAttempt, lastAttempt < now - Self.validity else { return self }
    return ConversionExperience(failures: failures, lastAttempt: lastAttempt)
  }

  /// Takes note that so many live bytes were compacted.
  mutating func noteCompacting(_ live: ByteCount, in duration: Milliseconds) {
    compacting = Self.rate(of: live, in: duration)
  }

  /// Takes note that so many live bytes were, or would have been, copied back.
  mutating func noteCopying(_ live: ByteCount, in duration: Milliseconds) {
    copying = Self.rate(of: live, in: duration)
  }

  /// Takes note that an attempt came to nothing.
  mutating func noteFailure(at now: Timestamp) {
    failures = min(failures, 1_000) + 1
    lastAttempt = now
  }

  private static func rate(of bytes: ByteCount, in duration: Milliseconds) -> ByteCount {
    ByteCount(max(1, clamped(Double(bytes.bytes) * 1_000 / Double(max(1, duration.count)))))
  }

  private static func duration(of bytes: ByteCount, at rate: ByteCount) -> Milliseconds {
    Milliseconds(clamped(Double(bytes.bytes) * 1_000 / Double(max(1, rate.bytes))))
  }

  private static func scaled(_ duration: Milliseconds, by factor: Double) -> Milliseconds {
    Milliseconds(clamped(Double(duration.count) * factor))
  }

  private static func clamped(_ number: Double) -> Int64 { Int64(exactly: number.rounded()) ?? .max }
}
