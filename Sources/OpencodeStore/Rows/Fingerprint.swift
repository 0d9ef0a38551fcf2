/// What tells one state of a row from another at little cost, see `RowHasher`.
public struct Fingerprint: Hashable, Comparable, Sendable {
  /// The lower half of the row's 128-bit hash.
  let rawValue: UInt64

  /// Values up to this many bytes count whole.
  static let wholeValue = 4_096
  /// Of longer values their size and this many bytes count: what lies in the row's own page.
  /// https://sqlite.org/fileformat2.html, section 1.6
  static let headOfLongValue = 256

  /// The column that opencode sets at every update of a row that has it.
  static let updateTime = "time_updated"
  /// The tables whose rows have no such column because they are never updated: events are only added.
  static let neverUpdated: Set<String> = ["event"]

  init(_ digest: Digest128) {
    rawValue = digest.low
  }

  /// An order for searching; it means nothing.
  public static func < (left: Fingerprint, right: Fingerprint) -> Bool { left.rawValue < right.rawValue }
}
