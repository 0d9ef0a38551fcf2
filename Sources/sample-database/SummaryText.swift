import RetentionPolicy
import SampleDatabase

/// A summary for people.
enum SummaryText {
  static func text(of summary: SampleDatabase.Summary, path: String, now: Timestamp) -> String {
    let rows = summary.rows.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    var lines = ["\(path): \(summary.size.bytes) bytes, sessions up to \(now.milliseconds)"]
    lines += rows.map { "  \($0.key): \($0.value) rows" }
    let special = summary.special
    for (name, id) in [("oldest", special.oldest), ("huge", special.huge), ("giant", special.giant)] {
      if let id { lines.append("  \(name) session: \(id)") }
    }
    if !summary.sideFiles.isEmpty { lines.append("  \(summary.sideFiles.count) side files") }
    return lines.joined(separator: "\n")
  }
}
