internal import RetentionEngine
internal import RetentionPolicy

/// The trees that a dry run would evict, oldest first, as a table.
struct PlanTable {
  /// Of more trees than both together, the first and the last are shown.
  private static let first = 20
  private static let last = 3
  private static let leastTitle = 12
  private static let mostTitle = 60

  private let rows: [Row]
  private let omitted: Int

  private struct Row {
    let id: String
    let title: String
    let active: String
    let size: String
    let sessions: String
    let limit: String
  }

  /// A table of trees.
  init(_ evicted: [PassReport.Evicted]) {
    omitted = max(0, evicted.count - Self.first - Self.last)
    let shown = omitted == 0 ? evicted : evicted.prefix(Self.first) + evicted.suffix(Self.last)
    rows =
      [
        Row(
          id: "SESSION", title: "TITLE", active: "ACTIVE", size: "SIZE", sessions: "TREE", limit: "LIMIT"
        )
      ]
      + shown.map { evicted in
        Row(
          id: evicted.tree.id.text, title: (evicted.tree.root.title ?? "(no title)").printable,
          active: evicted.tree.lastActivity.isoDate, size: evicted.tree.bytes.text,
          sessions: "\(evicted.tree.sessions.count)", limit: evicted.reason.code)
      }
  }

  /// The lines of the table, the titles cut so that they fit into so many columns.
  func lines(width: Int, style: Style) -> [String] {
    func widest(_ column: (Row) -> String) -> Int { rows.map { column($0).columns }.max() ?? 0 }
    let (id, active, size) = (widest(\.id), widest(\.active), widest(\.size))
    let (sessions, limit) = (widest(\.sessions), widest(\.limit))
    let others = 2 + id + 2 + 2 + active + 2 + size + 2 + sessions + 2 + limit
    let title = min(widest(\.title), max(Self.leastTitle, min(Self.mostTitle, width - others)))
    var lines = rows.map { row in
      "  \(row.id.fitted(to: id))  \(row.title.fitted(to: title))  \(row.active.fitted(to: active))  "
        + "\(row.size.rightAligned(to: size))  \(row.sessions.rightAligned(to: sessions))  \(row.limit)"
    }
    lines[0] = style.dim(lines[0])
    if omitted > 0 { lines.insert("  … and \(omitted) more (all with --format json)", at: Self.first + 1) }
    return lines
  }
}
