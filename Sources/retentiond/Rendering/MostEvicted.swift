internal import RetentionEngine
internal import RetentionPolicy
internal import SessionArchive

/// That more than half of all trees, or sessions, went, or in a dry run would go: where they lie, and what brings them back.
struct MostEvicted {
  let report: PassReport
  let share: EvictedShare
  let archive: ArchiveDirectory
  /// How to call `retentiond restore` so that it looks into the same archive.
  let restoreCommand: String

  /// How many they are, and where they lie.
  var summary: String {
    let share = "\(share.gone) of \(share.all.counted(share.unit == .trees ? "tree" : "session"))"
    let place = archive.path.printable
    return report.outcome == .planned
      ? "\(share) would leave the database, more than half; they would be archived in \(place)"
      : "\(share) left the database, more than half; they lie in \(place)"
  }

  /// The setting that bounds what one pass evicts; nil when it is set.
  var hint: String? {
    report.policy.maxEvictionsPerPass == nil
      ? "\"maxEvictionsPerPass\" spreads a large eviction over several passes" : nil
  }

  /// The command that brings all of them back that are not back yet; nil in a dry run. An id may hold anything but
  /// the end of a line.
  var restoreAll: String? {
    if report.archiveFiles.isEmpty { return nil }
    let files = report.archiveFiles.map { "'\($0.path.split(separator: "/").last ?? "")'" }
    let query =
      "SELECT DISTINCT root FROM archived_session WHERE content = 'session' AND state IN ('evicted', 'rebuilt') "
      + "AND file IN (\(files.joined(separator: ", ")))"
    let ids = "sqlite3 \(archive.catalogPath.shellQuoted) \"\(query)\""
    return "\(ids) | xargs -r -d '\\n' \(restoreCommand)".printable
  }

  /// The warning.
  var notice: Notice {
    var message = "\(summary)."
    var fields: [String: JSONValue] = [
      "evicted": .integer(Int64(share.gone)),
      share.unit == .trees ? "trees" : "sessions": .integer(Int64(share.all)),
      "archive": .text(archive.path),
    ]
    if let hint { message += " \(hint)." }
    if let restoreAll {
      message += " This brings them back: \(restoreAll)"
      fields["command"] = .text(restoreAll)
    }
    return Notice("most-evicted", message, fields)
  }
}
