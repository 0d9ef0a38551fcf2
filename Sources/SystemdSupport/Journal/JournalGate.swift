internal import Glibc
internal import Synchronization

/// Keeps a journal that does not read from holding up a process: libsystemd waits for it without a limit.
///
/// Entries that come meanwhile are dropped and counted.
final class JournalGate: Sendable {
  /// Whether an entry may be handed over.
  enum Answer: Hashable {
    /// It may, and so many were dropped before it.
    case open(dropped: Int)
    /// Nobody reads.
    case closed
  }

  private struct State {
    var isClosed = false
    var dropped = 0
  }

  private let socket: NotifySocket?
  private let patience: Duration
  private let state = Mutex(State())

  /// A gate before the socket at a path.
  ///
  /// - Parameter patience: how long the journal is waited for when it has kept up so far.
  init(socket path: String, patience: Duration = .milliseconds(500)) {
    socket = NotifySocket(path)
    self.patience = patience
  }

  /// Asks for an entry.
  func ask() -> Answer {
    state.withLock { state in
      let isOpen = socket?.takesMore(within: state.isClosed ? .zero : patience) ?? true
      state.isClosed = !isOpen
      guard isOpen else {
        state.dropped += 1
        return .closed
      }
      defer { state.dropped = 0 }
      return .open(dropped: state.dropped)
    }
  }
}
