public import RetentionPolicy

/// What the user wants to lie nowhere: the permission to delete rows that are in no archive. A policy alone gives it.
public struct DiscardOrder: Sendable {
  /// The session of which rows go.
  public let session: SessionID
  /// Which rows.
  public let content: Content
  /// These rows of them, by table.
  let rows: [String: Set<RowID>]

  /// The order for rows of a session, by table; nil unless the policy says that such rows are discarded.
  public init?(
    _ content: Content, of session: SessionID, under policy: Policy, rows: [String: Set<RowID>]
  ) {
    guard content.isTrim, policy.handling(of: content) == .discard else { return nil }
    self.session = session
    self.content = content
    self.rows = rows
  }
}
