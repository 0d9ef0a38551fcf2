public import RetentionPolicy

/// What the user wants to lie nowhere: the permission to delete rows that are in no archive. A policy alone gives it.
public struct DiscardOrder: Sendable {
  /// The session of which rows go.
  public let session: SessionID
  /// Which rows.
  public let content: Content
  /// Those among them that stay.
  let kept: Set<RowID>

  /// The order for rows of a session; nil unless the policy says that such rows are discarded.
  ///
  /// - Parameter kept: those among them that stay.
  public init?(_ content: Content, of session: SessionID, under policy: Policy, besides kept: Set<RowID> = [])
  {
    guard content.isTrim, policy.handling(of: content) == .discard else { return nil }
    self.session = session
    self.content = content
    self.kept = kept
  }
}
