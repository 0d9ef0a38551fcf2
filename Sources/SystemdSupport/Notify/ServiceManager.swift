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

  /// How long a full queue is waited for: a manager that reads its units anew does not read for seconds.
  public static let defaultPatience = Duration.seconds(5)

  /// How long, with the word that this process ends: it is to be gone within a second.
  public static let patienceAtStop = Duration.milliseconds(500)

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
  /// A start, a reload and a stop wait for a manager that does not read, but not for ever, and come along with the
  /// next notification when that was in vain. The others never wait.
  @discardableResult
  public func notify(_ notifications: [Notification]) -> NotifyOutcome {
    switch address {
    case .none: return .noServiceManager
    case .unusable(let name): return .unusableAddress(name)
    case .socket(let socket):
      let turn = notifications.last(where: \.isTurn)
      let all = (turn == nil ? [untold].compactMap(\.self) : []) + notifications
      let text = all.map(\.assignments).joined(separator: "\n")
      let outcome = socket.send(text, patience: turn.map(patience(with:)))
      untold = outcome == .sent ? nil : turn ?? untold
      return outcome
    }
  }

  private func patience(with turn: Notification) -> Duration {
    turn == .stopping ? min(patience, Self.patienceAtStop) : patience
  }

  /// Tells the manager all of these at once.
  @discardableResult
  public func notify(_ notifications: Notification...) -> NotifyOutcome { notify(notifications) }
}
