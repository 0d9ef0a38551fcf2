/// A table whose rows belong to sessions, and how.
public struct HangingTable: Hashable, Sendable {
  /// The table.
  public let table: Table
  /// How a row's session is found.
  public let ownership: Ownership

  /// How a row's session is found.
  public indirect enum Ownership: Hashable, Sendable {
    /// A column holds the session's id.
    case column(String)
    /// A column holds the key of a row in another hanging table, whose session it is. Where no such row
    /// exists, the session's id in the fallback column counts (`part.session_id` has no foreign key).
    case through(column: String, parent: HangingTable, key: String, fallback: String?)
  }

  /// Whether the session stands in the row itself.
  var ownsDirectly: Bool { if case .column = ownership { true } else { false } }

  /// Its name.
  public var name: String { table.name }

  /// A condition that holds for the rows of the session whose id is the parameter `?1`.
  ///
  /// Every row satisfies it for one session at most, so that rows are neither archived twice nor deleted
  /// with a session that they do not belong to.
  var belongsToSession: String {
    switch ownership {
    case .column(let column):
      return "\(column.quotedIdentifier) = ?1"
    case .through(let column, let parent, let key, let fallback):
      let parentRows = "SELECT \(key.quotedIdentifier) FROM \(parent.name.quotedIdentifier)"
      let own = "\(column.quotedIdentifier) IN (\(parentRows) WHERE \(parent.belongsToSession))"
      guard let fallback else { return own }
      return "(\(own) OR (\(fallback.quotedIdentifier) = ?1 AND \(hasNoParent)))"
    }
  }

  /// A condition that holds for the rows whose row in another table does not exist.
  var hasNoParent: String {
    guard case .through(let column, let parent, let key, _) = ownership else { return "FALSE" }
    let reference = "\(name.quotedIdentifier).\(column.quotedIdentifier)"
    return "NOT EXISTS (SELECT \(key.quotedIdentifier) FROM \(parent.name.quotedIdentifier) AS parent "
      + "WHERE parent.\(key.quotedIdentifier) = \(reference))"
  }

  /// A condition that holds for the rows that name the session whose id is the parameter `?1`. Where the column for
  /// that stands in the row itself it is used alone, as in `owner`: an index has it.
  var namesSession: String {
    switch ownership {
    case .column, .through(_, _, _, nil): belongsToSession
    case .through(_, _, _, let fallback?): "\(fallback.quotedIdentifier) = ?1"
    }
  }

  /// An expression for the id of a row's session, for a scan over the whole table. Where a fallback column
  /// stands in the row itself it is used alone: right but for damaged links, and without a look-up a row.
  var owner: String {
    switch ownership {
    case .column(let column):
      return column.quotedIdentifier
    case .through(_, _, _, let fallback?):
      return fallback.quotedIdentifier
    case .through(let column, let parent, let key, nil):
      let reference = "\(name.quotedIdentifier).\(column.quotedIdentifier)"
      return "(SELECT \(parent.owner) FROM \(parent.name.quotedIdentifier) "
        + "WHERE \(key.quotedIdentifier) = \(reference))"
    }
  }
}
