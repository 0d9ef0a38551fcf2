/// The system refused something without which the agent cannot run.
public struct AgentError: Error, Hashable, Sendable {
  /// What was asked for.
  public let operation: String
  /// The `errno`.
  public let code: Int32
}
