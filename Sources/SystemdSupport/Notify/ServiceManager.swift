internal import Glibc

/// The manager that started this process as a service, when there is one. For one thread.
public final class ServiceManager {
  private enum Address {
    case none
    case unusable(String)
    case socket(NotifySocket)
  }

  private let address: Address
  private let patience: Duration
  /// What the manager still has to be told, as its queue was full.
  private var untold: Notification?
  private var isBusy = false

  /// How long a full queue is waited for, once. A manager that reads its units anew does not read for seconds, but a
  /// process that is to end must be gone within one.
  public static let defaultPatience = Duration.milliseconds(500)

  /// The manager that waits at an address; none when it is nil.
  ///
  /// - Parameters:
  ///   - notifySocket: the value of `NOTIFY_SOCKET`.
  ///   - patience: how long to wait, while the manager does not read, with what must not be lost.
  public init(notifySocket: String?, patience: Duration = ServiceManager.defaultPatience) {
    self.patience = patience
    guard let notifySocket, !notifySocket.isEmpty else {
      address = .none
      return
    }
    address = NotifySocket(notifySocket).map { .socket($0) } ?? .unusable(notifySocket)
  }

  /// Tells the manager all of these at once, so that none is seen without the others.
  ///
  /// A start, a reload and a stop wait a little for a manager that does not read, and come along with the next
  /// notification when that was in vain (`tellAgain`). The others never wait.
  @discardableResult
  public func notify(_ notifications: [Notification]) -> NotifyOutcome {
    switch address {
    case .none: return .noServiceManager
    case .unusable(let name): return .unusableAddress(name)
    case .socket(let socket):
      let turn = notifications.last(where: \.isTurn)
      let all = (turn == nil ? [untold].compactMap(\.self) : []) + notifications
      let text = all.map(\.assignments).joined(separator: "\n")
      let outcome = socket.send(text, patience: turn == nil || untold != nil ? nil : patience)
      untold = outcome == .sent ? nil : turn ?? untold
      isBusy = outcome == .failed(errno: EAGAIN)
      return outcome
    }
  }

  /// Whether the manager has still to be told of a start, a reload or a stop, as it did not read.
  public var hasUntold: Bool { untold != nil && isBusy }

  /// Tells the manager what it did not take.
  @discardableResult
  public func tellAgain() -> NotifyOutcome { notify([]) }

  /// Tells the manager all of these at once.
  @discardableResult
  public func notify(_ notifications: Notification...) -> NotifyOutcome { notify(notifications) }
}
