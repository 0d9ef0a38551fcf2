/// The manager that started this process as a service, when there is one.
public struct ServiceManager: Sendable {
  private enum Address {
    case none
    case unusable(String)
    case socket(NotifySocket)
  }

  private let address: Address

  /// The manager that waits at an address; none when it is nil.
  ///
  /// - Parameter notifySocket: the value of `NOTIFY_SOCKET`.
  public init(notifySocket: String?) {
    guard let notifySocket, !notifySocket.isEmpty else {
      address = .none
      return
    }
    address = NotifySocket(notifySocket).map { .socket($0) } ?? .unusable(notifySocket)
  }

  /// Tells the manager all of these at once, so that none is seen without the others. It never waits.
  @discardableResult
  public func notify(_ notifications: Notification...) -> NotifyOutcome {
    switch address {
    case .none: .noServiceManager
    case .unusable(let name): .unusableAddress(name)
    case .socket(let socket): socket.send(notifications.map(\.assignments).joined(separator: "\n"))
    }
  }
}
