internal import CLinux
internal import Glibc
internal import RetentionPolicy

/// A timer of the kernel. https://man7.org/linux/man-pages/man2/timerfd_create.2.html
struct Timer {
  let descriptor: Descriptor

  /// A timer that is not set. It measures time that passes also while the machine sleeps.
  ///
  /// - Throws: `AgentError`.
  init() throws {
    descriptor = try Self.make(CLOCK_BOOTTIME)
  }

  /// Sets it, once or again and again; nil: never. Nothing that it said before is left.
  ///
  /// - Throws: `AgentError`.
  func set(after delay: Milliseconds?, repeats: Bool = false) throws {
    let time = Self.time(max(1, delay?.count ?? 0))
    let spec = delay.map { _ in itimerspec(it_interval: repeats ? time : timespec(), it_value: time) }
    try Self.set(descriptor, spec ?? itimerspec(), flags: 0)
  }

  /// Takes note that it went off.
  func take() {
    _ = descriptor.read(upTo: MemoryLayout<UInt64>.size)
  }

  fileprivate static func make(_ clock: Int32) throws -> Descriptor {
    try Descriptor(
      timerfd_create(clock, Int32(TFD_NONBLOCK | TFD_CLOEXEC)), "a timer")
  }

  fileprivate static func set(_ descriptor: Descriptor, _ spec: itimerspec, flags: Int32) throws {
    var spec = spec
    // Where the clock was set and that was not read yet, it is set all the same. timerfd_create(2), NOTES
    guard timerfd_settime(descriptor.number, flags, &spec, nil) == 0 || errno == ECANCELED else {
      throw AgentError(operation: "setting a timer", code: errno)
    }
  }

  fileprivate static func time(_ milliseconds: Int64) -> timespec {
    timespec(tv_sec: Int(milliseconds / 1_000), tv_nsec: Int(milliseconds % 1_000) * 1_000_000)
  }
}

/// An alarm at a moment of the wall clock: right also when the machine slept over it; and it goes off, too, when
/// the clock is set, since then another moment may be meant.
struct Alarm {
  let descriptor: Descriptor

  /// An alarm that is not set.
  ///
  /// - Throws: `AgentError`.
  init() throws {
    descriptor = try Timer.make(CLOCK_REALTIME)
  }

  /// Sets it; a moment that has passed makes it go off at once.
  ///
  /// - Throws: `AgentError`.
  func set(at moment: Timestamp) throws {
    let spec = itimerspec(it_interval: timespec(), it_value: Timer.time(max(1, moment.milliseconds)))
    try Timer.set(
      descriptor, spec, flags: Int32(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET))
  }

  /// Takes note that it went off.
  func take() {
    _ = descriptor.read(upTo: MemoryLayout<UInt64>.size)
  }
}
