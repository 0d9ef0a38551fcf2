public import RetentionPolicy

/// Which rows are which content of a session.
extension Schema {
  /// The tables of opencode 1 that opencode 2 takes over and never reads again. Not among them: what is published.
  private static let migratedTables: Set = ["session", "message", "part", "todo"]

  /// The content that the rows of a table are; what hangs on rows of another table is what these are.
  func content(of table: Table) -> Content {
    if let hanging = hangingTables.first(where: { $0.table == table }),
      case .through(_, let parent, _, _) = hanging.ownership
    {
      return content(of: parent.table)
    }
    if table.name == "event" { return .events }
    return generation == .upgraded && Self.migratedTables.contains(table.name) ? .migratedCopies : .session
  }

  /// The tables and the condition under which a row of theirs is of a content of session `?1`, parents first.
  public func ownedTables(of content: Content) -> [(table: Table, belongsToSession: String)] {
    switch content {
    case .session: ownedTables
    case .orphans: hangingTables.map { ($0.table, $0.belongsToSession) }
    case .strayParts: hangingTables.compactMap { hanging in hanging.strays.map { (hanging.table, $0) } }
    case .migratedCopies, .events: ownedTables.filter { self.content(of: $0.table) == content }
    }
  }
}

extension HangingTable {
  /// A condition that holds for the rows of session `?1` that are lost: they hang on a row that does not exist, and
  /// name the session all the same. Nil where there can be none.
  fileprivate var strays: String? {
    guard case .through(_, _, _, let fallback?) = ownership else { return nil }
    return "\(fallback.quotedIdentifier) = ?1 AND \(hasNoParent)"
  }
}
