/// What became of a notification.
public enum NotifyOutcome: Hashable, Sendable {
  /// It lies in the service manager's queue; whether it is heeded, the unit decides (`NotifyAccess=`).
  case sent
  /// Nobody waits for notifications: `NOTIFY_SOCKET` is not set.
  case noServiceManager
  /// `NOTIFY_SOCKET` holds what is no address of a socket.
  case unusableAddress(String)
  /// It could not be sent; EAGAIN: the service manager does not read, and its queue is full.
  case failed(errno: Int32)
}
