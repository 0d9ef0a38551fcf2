public import TestSupport

/// How often each version of a row is there.
public struct RowCounts: Sendable {
  private var counts: [WriteRecord.Row: Int] = [:]

  /// None.
  public init() {}

  /// Those of a database.
  public init(_ digest: DatabaseDigest) {
    for (table, rows) in digest.tables {
      for row in rows { counts[WriteRecord.Row(table: table, digest: row), default: 0] += 1 }
    }
  }

  /// One more, or one less.
  mutating func add(_ row: WriteRecord.Row, _ times: Int) {
    counts[row, default: 0] += times
  }

  /// Both together.
  static func + (left: RowCounts, right: RowCounts) -> RowCounts {
    var sum = left
    sum.counts.merge(right.counts) { $0 + $1 }
    return sum
  }

  /// What the left side has more of, by table.
  static func - (left: RowCounts, right: RowCounts) -> [String: Int] {
    var more: [String: Int] = [:]
    for (row, count) in left.counts where count > right.counts[row, default: 0] {
      more[row.table, default: 0] += count - right.counts[row, default: 0]
    }
    return more
  }
}
