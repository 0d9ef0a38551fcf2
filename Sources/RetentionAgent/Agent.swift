internal import CLinux
internal import Glibc
internal import OpencodeStore
internal import RetentionEngine
public import RetentionPolicy
internal import SystemdSupport

/// Keeps databases within their limits all day: waits until something happens to them, looks, and runs a pass when
/// one is due. While nothing happens it does not run at all.
///
/// One thread waits for events of the kernel (signals, inotify, timers) and decides; a second one runs passes.
public final class Agent {
  let load: () throws -> AgentSetup
  let observer: (AgentEvent) -> Void
  let now: @Sendable () -> Timestamp
  let watchdog: Milliseconds?

  var setup: AgentSetup
  var folders: AgentSetup.Folders
  var lookout = Lookout()
  var writable = WritableFolders()
  var run: PassRun?
  var heartbeat = HeartbeatRule()
  var returned = ByteCount.zero
  var isStopping = false
  var unwatched: Set<FolderEvents.Refusal> = []
  var mayMissConfiguration = false

  let signals: SignalEvents
  let bell: Bell
  let bellDescriptor: Descriptor
  let alarm: Alarm
  /// Gathers what happens to files in quick succession.
  let settling: Timer
  /// The signs of life, and the status while a pass runs.
  let pulse: Timer
  /// What the service manager did not take is told again.
  let again: Timer
  let hasUntold: () -> Bool
  let data: FolderEvents
  let configuration: FolderEvents
  var isSettling = false
  var mustReload = false
  /// Whether the pass under way goes by a configuration that was replaced meanwhile, or began before another one was
  /// asked for.
  var isOutdated = false
  /// Whether somebody asked for the next pass, and for the one under way.
  var isAsked = false
  var wasAsked = false
  /// Whether the configuration in the files has a mistake.
  var isMistaken = false

  /// opencode writes many times a second: it is looked once in so long.
  static let settlingTime = Milliseconds(10_000)
  /// An editor writes a file in several steps.
  static let configurationSettlingTime = Milliseconds(500)
  /// How often the status is renewed during a pass.
  static let statusInterval = Milliseconds(2_000)
  /// How long to wait before the service manager is told again what it did not take.
  static let untoldInterval = Milliseconds(1_000)
  /// How much longer a start or a stop may take that advances, again and again.
  static let moreTime = Milliseconds(30_000)

  /// Reads the configuration, and prepares to wait for events.
  ///
  /// - Parameters:
  ///   - load: reads the configuration; called again at each reload.
  ///   - watchdog: how often the service manager wants a sign of life; nil: never.
  ///   - now: the clock.
  ///   - hasUntold: whether the service manager has still to be told something.
  ///   - observer: is told of everything, in the thread that calls `keepWatch`.
  /// - Throws: `AgentError`, or what `load` throws.
  public init(
    load: @escaping () throws -> AgentSetup, watchdog: Milliseconds?,
    now: @escaping @Sendable () -> Timestamp, hasUntold: @escaping () -> Bool,
    observer: @escaping (AgentEvent) -> Void
  ) throws {
    self.load = load
    self.watchdog = watchdog
    self.now = now
    self.observer = observer
    self.hasUntold = hasUntold
    signals = try SignalEvents([SIGHUP, SIGINT, SIGTERM, SIGUSR1])
    bell = try Bell()
    bellDescriptor = try bell.descriptor()
    alarm = try Alarm()
    settling = try Timer()
    pulse = try Timer()
    again = try Timer()
    setup = try load()
    folders = setup.folders()
    (data, configuration) = (FolderEvents(), FolderEvents())
  }

  /// Works until a signal asks it to end.
  ///
  /// - Throws: `AgentError`, `ReclaimError.system`: the system refused what it cannot go on without; `LostFolder`:
  ///   only a new start can write to a folder again.
  public func keepWatch() throws {
    watchFolders()
    try setPulse()
    let first = lookout.look(setup, now: now()) {
      observer(.startTakesLonger(Self.moreTime))
      return true
    }
    first.failures.forEach(observer)
    observer(.started(databases: first.databases.map(\.path), setup.policy))
    try decide()
    while !(isStopping && run == nil) {
      try again.set(after: hasUntold() ? Self.untoldInterval : nil)
      let ready = try Descriptor.wait(for: descriptors)
      try handle(ready)
    }
  }

  var descriptors: [Descriptor] {
    var all = [signals.descriptor, bellDescriptor, alarm.descriptor, settling.descriptor, pulse.descriptor]
    all.append(again.descriptor)
    // What happens while it is settling, or while a pass runs, is looked at afterwards anyway.
    if !isSettling && run == nil { all += [data.descriptor].compactMap(\.self) }
    if !mustReload { all += [configuration.descriptor].compactMap(\.self) }
    return all
  }
}

// MARK: Deciding and working

extension Agent {
  /// Looks at the databases, and begins what is due or waits for it.
  func decide() throws {
    guard run == nil, !isStopping else { return }
    watchFolders()
    try requireWritableFolders()
    let moment = now()
    let result = lookout.look(setup, now: moment) { !signals.descriptor.isReadable }
    result.failures.forEach(observer)
    guard result.due.isEmpty else { return try begin(result.due) }
    _ = data.take()
    if Lookout.hasChanged(setup, since: result) { try settle() }
    let mayMissChanges =
      mayMissConfiguration || !unwatched.isEmpty || Lookout.mayMissChanges(in: folders.data)
    let next = mayMissChanges ? min(result.nextLook, moment + Lookout.slowLook) : result.nextLook
    try alarm.set(at: next)
    observer(
      .waiting(
        Outlook(
          databases: result.databases, unseen: result.unseen, isSearched: result.paths != nil,
          maxSize: setup.policy.maxSize,
          returned: returned, nextLook: next)))
    IdleMemory.release()
  }

  /// Databases that were removed are waited for; what belongs to retentiond is made anew by a new start.
  private func requireWritableFolders() throws {
    try writable.check(folders.own.union(folders.data.filter { access($0, F_OK) == 0 }))
  }

  private func begin(_ tasks: [PassRun.Task]) throws {
    for task in tasks { observer(.passBegan(path: task.path, cause: task.cause)) }
    (wasAsked, isAsked) = (isAsked, false)
    run = try PassRun(tasks, settings: setup.settings, now: now, bell: bell)
    try setPulse()
  }

  func takeReports() throws {
    bell.take()
    guard let run else { return }
    while let report = run.nextReport() {
      returned += max(.zero, report.bytesReturned)
      lookout.remember(report, policy: report.policy, now: now())
      observer(.passEnded(report, wasAsked: wasAsked))
    }
    guard run.isOver else { return }
    run.wait()
    self.run = nil
    if isOutdated { lookout.forget() }
    isOutdated = false
    try setPulse()
    try decide()
  }

  /// Signs of life as often as they are wanted, and the status every few seconds while a pass runs. While nothing
  /// happens and nobody wants a sign, no timer is set.
  private func setPulse() throws {
    let interval = run == nil ? watchdog : min(watchdog ?? Self.statusInterval, Self.statusInterval)
    try pulse.set(after: interval, repeats: true)
    // The timer begins anew: were passes short and many, it would never go off.
    if watchdog != nil { observer(.alive) }
  }
}
