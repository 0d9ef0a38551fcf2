internal import RetentionAgent

extension Failure {
  /// What the system refused the agent comes to.
  init(_ error: AgentError) {
    self.init(
      "agent", .tryLater, "\(error.operation) failed: \(Self.words(error.code))",
      "Start retentiond again when the system has room for it, or run it with --once.")
  }

  /// What a folder that came out of the sandbox comes to.
  init(_ error: LostFolder) {
    self.init(
      "lost-folder", .tryLater, "\(error.path) was removed, and in its place the sandbox lets nobody write",
      "A new start of the service helps; systemd does it by itself.", unchanged: "no pass was begun")
  }
}
