internal import Glibc
internal import OpencodeStore
internal import Synchronization

/// The signals that ask the process to stop: the first one lets it finish or roll back what it is in the middle
/// of, a second one ends it at once, which is as safe as `SIGKILL` is.
///
/// `SIGHUP`, which a closed terminal sends, counts like the others.
enum StopSignals {
  /// The signal that came; zero: none.
  private static let received = Atomic<Int32>(0)

  /// Handles the signals from now on; one that the caller had ignored (`nohup`, a job in the background) stays so.
  static func install() {
    // Both are made on first use, and that must not happen in a handler.
    guard received.load(ordering: .relaxed) == 0, !Interruption.process.isRequested else { return }
    for number in [SIGHUP, SIGINT, SIGTERM] where !isIgnored(number) {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { StopSignals.take($0) }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
  }

  /// Ends the process by the signal that came, if one did: a shell and systemd then see why it ended.
  /// https://www.gnu.org/software/libc/manual/html_node/Termination-in-Handler.html
  static func endIfReceived() {
    let number = received.load(ordering: .relaxed)
    if number != 0 { raise(number) }
  }

  /// The handler: nothing but what may be done in one.
  /// https://man7.org/linux/man-pages/man7/signal-safety.7.html
  private nonisolated static func take(_ number: Int32) {
    received.store(number, ordering: .relaxed)
    Interruption.process.request()
    restore(SIGHUP)
    restore(SIGINT)
    restore(SIGTERM)
  }

  /// Gives a signal its default action back, which is to end the process.
  private nonisolated static func restore(_ number: Int32) {
    if !isIgnored(number) { signal(number, SIG_DFL) }
  }

  private nonisolated static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    let handler = action.__sigaction_handler.sa_handler
    return unsafeBitCast(handler, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self)
  }
}
