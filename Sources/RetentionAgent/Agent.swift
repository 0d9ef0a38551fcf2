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
  private let load: () throws -> AgentSetup
  private let observer: (AgentEvent) -> Void
  private let now: @Sendable () -> Timestamp
  private let watchdog: Milliseconds?

  private var setup: AgentSetup
  private var folders: AgentSetup.Folders
  private var lookout = Lookout()
  private var writable = WritableFolders()
  private var run: PassRun?
  private var heartbeat = HeartbeatRule()
  private var returned = ByteCount.zero
  private var isStopping = false
  private var unwatched: Set<FolderEvents.Refusal> = []
  private var mayMissConfiguration = false

  private let signals: SignalEvents
  private let bell: Bell
  private let bellDescriptor: Descriptor
  private let alarm: Alarm
  /// Gathers what happens to files in quick succession.
  private let settling: Timer
  /// The signs of life, and the status while a pass runs.
  private let pulse: Timer
  private let data: FolderEvents
  private let configuration: FolderEvents
  private var isSettling = false
  private var mustReload = false
  /// Whether the pass under way goes by a configuration that was replaced meanwhile.
  private var isOutdated = false

  /// opencode writes many times a second: it is looked once in so long.
  private static let settlingTime = Milliseconds(10_000)
  /// An editor writes a file in several steps.
  private static let configurationSettlingTime = Milliseconds(500)
  /// How often the status is renewed during a pass.
  private static let statusInterval = Milliseconds(2_000)
  /// How much longer a start or a stop may take that advances, again and again.
  private static let moreTime = Milliseconds(30_000)

  /// Reads the configuration, and prepares to wait for events.
  ///
  /// - Parameters:
  ///   - load: reads the configuration; called again at each reload.
  ///   - watchdog: how often the service manager wants a sign of life; nil: never.
  ///   - now: the clock.
  ///   - observer: is told of everything, in the thread that calls `keepWatch`.
  /// - Throws: `AgentError`, or what `load` throws.
  public init(
    load: @escaping () throws -> AgentSetup, watchdog: Milliseconds?,
    now: @escaping @Sendable () -> Timestamp, observer: @escaping (AgentEvent) -> Void
  ) throws {
    self.load = load
    self.watchdog = watchdog
    self.now = now
    self.observer = observer
    signals = try SignalEvents([SIGHUP, SIGINT, SIGTERM, SIGUSR1])
    bell = try Bell()
    bellDescriptor = try bell.descriptor()
    alarm = try Alarm()
    settling = try Timer()
    pulse = try Timer()
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
    let first = lookout.look(setup, now: now()) { observer(.startTakesLonger(Self.moreTime)) }
    first.failures.forEach(observer)
    observer(.started(databases: first.paths.map { $0.sorted() } ?? [], setup.policy))
    try decide()
    while !(isStopping && run == nil) {
      let ready = try Descriptor.wait(for: descriptors)
      try handle(ready)
    }
  }

  private var descriptors: [Descriptor] {
    var all = [signals.descriptor, bellDescriptor, alarm.descriptor, settling.descriptor, pulse.descriptor]
    // What happens while it is settling, or while a pass runs, is looked at afterwards anyway.
    if !isSettling && run == nil { all += [data.descriptor].compactMap(\.self) }
    if !mustReload { all += [configuration.descriptor].compactMap(\.self) }
    return all
  }
}

// MARK: Events

extension Agent {
  private func handle(_ ready: Set<Int32>) throws {
    if ready.contains(signals.descriptor.number) {
      for signal in signals.take() { try handle(signal: signal) }
    }
    if ready.contains(bellDescriptor.number) { try takeReports() }
    if ready.contains(pulse.descriptor.number) { beat() }
    if configuration.isAmong(ready), configuration.take() {
      mustReload = true
      try settling.set(after: Self.configurationSettlingTime)
    }
    if data.isAmong(ready), data.take() { try settle() }
    if ready.contains(settling.descriptor.number) {
      settling.take()
      isSettling = false
      if mustReload { try reload() } else { try decide() }
    }
    if ready.contains(alarm.descriptor.number) {
      alarm.take()
      try lookAtUnwatchedConfiguration()
      try decide()
    }
  }

  /// Looks in a little while, and not at each of many events.
  private func settle() throws {
    isSettling = true
    if !mustReload { try settling.set(after: Self.settlingTime) }
  }

  private func handle(signal: Int32) throws {
    switch signal {
    case SIGHUP: try reload()
    case SIGUSR1:
      lookout.forget()
      try decide()
    default:
      // Who asks a second time means at once, which is as safe as SIGKILL is.
      if isStopping { _exit(128 + signal) }
      isStopping = true
      // Telling may wait for the service manager.
      run?.interrupt()
      observer(.stopping)
    }
  }

  private func reload() throws {
    mustReload = false
    _ = configuration.take()
    // Nobody would go by it, and the service manager is not to be told of a start after the stop.
    guard !isStopping else { return }
    observer(.reloading(since: .now))
    do {
      let before = setup
      setup = try load()
      // What did not change is no reason to do everything again. A pass that is under way goes by what was asked
      // before: it is stopped, and does not count as one that did what is asked now.
      if !setup.isSame(as: before) {
        lookout.forget()
        isOutdated = run != nil
        run?.interrupt()
      }
      watchFolders()
      observer(.reloaded(setup.policy))
    } catch {
      observer(.reloadFailed(error, wasAsked: true))
    }
    try decide()
  }

  /// Where nobody tells of a change to the configuration, it is read at each slow look.
  private func lookAtUnwatchedConfiguration() throws {
    guard run == nil, !isStopping, mayMissConfiguration else { return }
    do {
      guard try !load().isSame(as: setup) else { return }
    } catch {
      return observer(.reloadFailed(error, wasAsked: false))
    }
    try reload()
  }

  private func beat() {
    pulse.take()
    if let progress = run?.progress { observer(.passing(path: progress.path, progress.1)) }
    let activity = run.map { HeartbeatRule.Activity.working(advanced: $0.advance) } ?? .idle
    guard heartbeat.isDue(activity) else { return }
    if watchdog != nil { observer(.alive) }
    // A slice may hold one value of hundreds of megabytes, and must not be cut off as long as it advances.
    if isStopping { observer(.stopTakesLonger(Self.moreTime)) }
  }

  private func watchFolders() {
    folders = setup.folders()
    let ofConfiguration = configuration.watch(folders.configuration, folders.isOfConfiguration)
    mayMissConfiguration = !ofConfiguration.isEmpty || Lookout.mayMissChanges(in: folders.configuration)
    let refusals = data.watch(folders.data, folders.isOfData) + ofConfiguration
    for refusal in refusals where !unwatched.contains(refusal) {
      observer(.notWatched(folder: refusal.folder, code: refusal.code))
    }
    unwatched = Set(refusals)
  }
}

// MARK: Deciding and working

extension Agent {
  /// Looks at the databases, and begins what is due or waits for it.
  private func decide() throws {
    guard run == nil, !isStopping else { return }
    watchFolders()
    try requireWritableFolders()
    let moment = now()
    let result = lookout.look(setup, now: moment)
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
          databases: result.databases, unseen: result.unseen, maxSize: setup.policy.maxSize,
          returned: returned, nextLook: next)))
    IdleMemory.release()
  }

  /// Databases that were removed are waited for; what belongs to retentiond is made anew by a new start.
  private func requireWritableFolders() throws {
    try writable.check(folders.own.union(folders.data.filter { access($0, F_OK) == 0 }))
  }

  private func begin(_ tasks: [PassRun.Task]) throws {
    for task in tasks { observer(.passBegan(path: task.path, cause: task.cause)) }
    run = try PassRun(tasks, settings: setup.settings, now: now, bell: bell)
    try setPulse()
  }

  private func takeReports() throws {
    bell.take()
    guard let run else { return }
    while let report = run.nextReport() {
      returned += max(.zero, report.bytesReturned)
      lookout.remember(report, policy: report.policy, now: now())
      observer(.passEnded(report))
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
