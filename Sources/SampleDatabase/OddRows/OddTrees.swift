internal import OpencodeStore
internal import RetentionPolicy

extension Builder {
  /// Sessions whose `parent_id`, which no foreign key watches, is no tree; and ids that are no identifiers.
  func writeOddTrees() throws {
    let first = try writeOddSession(days: 90)
    let second = try writeOddSession(days: 89, change: { $0.parentID = first })
    for table in sessionTables {
      try connection.execute(
        "UPDATE \(table) SET parent_id = \(second.quotedLiteral) WHERE id = \(first.quotedLiteral)")
    }
    special.cycle = [SessionID(first), SessionID(second)]
    special.missingParent = SessionID(
      try writeOddSession(days: 88, change: { $0.parentID = "ses_missingparent" }))
  }

  /// The second descends from the first.
  func writeOddIDs() throws {
    var parent: String?
    for (index, id) in ["ses_it's \"quoted\"; --", "ses_../up/größer 語🌲", "SES_%_[*]?"].enumerated() {
      special.oddIDs.append(
        SessionID(try writeOddSession(id, days: 80 - Int64(index), change: { $0.parentID = parent })))
      parent = index == 0 ? id : nil
    }
  }

  private var sessionTables: [String] {
    (options.generation.hasV1Tables ? ["session"] : [])
      + (options.generation.hasV2Tables ? ["session_v2"] : [])
  }
}
