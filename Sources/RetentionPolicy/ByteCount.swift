/// A number of bytes. Never negative.
public struct ByteCount: Hashable, Comparable, Sendable {
  /// The count itself.
  public let bytes: Int64

  /// A count of bytes; a negative number becomes zero, as a size cannot be less.
  public init(_ bytes: Int64) {
    self.bytes = max(0, bytes)
  }

  /// A count of mebibytes: 1 MB in opencode.json is 1,048,576 bytes. Stops at the greatest count.
  public static func mebibytes(_ count: Int64) -> ByteCount {
    ByteCount(count.multipliedSaturated(by: 1_048_576))
  }

  /// No bytes.
  public static let zero = ByteCount(0)

  /// The smaller count first.
  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  /// This share of the count, in percent, rounded down; a percentage outside 0…100 counts as the nearer end.
  public func share(percent: Int) -> ByteCount {
    let percent = Int64(min(max(percent, 0), 100))
    // In two steps, as `bytes * percent` may be more than 64 bits hold.
    return ByteCount(bytes / 100 * percent + bytes % 100 * percent / 100)
  }

  /// The sum of two counts, at most the greatest count.
  public static func + (left: ByteCount, right: ByteCount) -> ByteCount {
    ByteCount(left.bytes.addingSaturated(right.bytes))
  }

  /// The difference, never below zero.
  public static func - (left: ByteCount, right: ByteCount) -> ByteCount {
    ByteCount(left.bytes - right.bytes)
  }

  /// Adds in place.
  public static func += (left: inout ByteCount, right: ByteCount) {
    left = left + right
  }
}
