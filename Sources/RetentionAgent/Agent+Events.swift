internal import Glibc
internal import RetentionPolicy
internal import SystemdSupport

/// What the agent does when something happens.
extension Agent {
  func handle(_ ready: Set<Int32>) throws {
    if ready.contains(signals.descriptor.number) {
      for signal in signals.take() { try handle(signal: signal) }
    }
    if ready.contains(bellDescriptor.number) { try takeReports() }
    if ready.contains(pulse.descriptor.number) { beat() }
    if ready.contains(again.descriptor.number) {
      again.take()
      observer(.again)
    }
    if configuration.isAmong(ready), configuration.take() {
      mustReload = true
      try settling.set(after: Self.configurationSettlingTime)
    }
    if data.isAmong(ready), data.take() { try settle() }
    if data.takeLoss() || configuration.takeLoss() { observer(.eventsLost) }
    if ready.contains(settling.descriptor.number) {
      settling.take()
      isSettling = false
      if mustReload { try reload(wasAsked: false) } else { try decide() }
    }
    if ready.contains(alarm.descriptor.number) {
      alarm.take()
      try lookAtUnwatchedConfiguration()
      try decide()
    }
  }

  /// Looks in a little while, and not at each of many events.
  func settle() throws {
    isSettling = true
    if !mustReload { try settling.set(after: Self.settlingTime) }
  }

  private func handle(signal: Int32) throws {
    switch signal {
    case SIGHUP: try reload(wasAsked: true)
    case SIGUSR1:
      lookout.forget()
      // One that is under way began before.
      isOutdated = run != nil
      isAsked = true
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

  /// Reads the configuration again.
  ///
  /// - Parameter wasAsked: whether somebody waits for an answer; a file that was merely touched is nothing to tell of.
  private func reload(wasAsked: Bool) throws {
    mustReload = false
    _ = configuration.take()
    // Nobody would go by it, and the service manager is not to be told of a start after the stop.
    guard !isStopping else { return }
    if !wasAsked, try !hasNewConfiguration() { return try decide() }
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
      isMistaken = false
      watchFolders()
      observer(.reloaded(setup.policy, sources: setup.sources))
    } catch {
      isMistaken = true
      observer(.reloadFailed(error, wasAsked: true))
    }
    try decide()
  }

  /// Where nobody tells of a change to the configuration, it is read at each slow look.
  private func lookAtUnwatchedConfiguration() throws {
    guard run == nil, !isStopping, mayMissConfiguration, try hasNewConfiguration() else { return }
    try reload(wasAsked: true)
  }

  /// Whether another configuration stands in the files than that which is in force, or a mistake that may be new.
  private func hasNewConfiguration() throws -> Bool {
    do {
      return try isMistaken || !load().isSame(as: setup)
    } catch {
      isMistaken = true
      observer(.reloadFailed(error, wasAsked: false))
      return false
    }
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

  func watchFolders() {
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
