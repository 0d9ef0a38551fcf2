/// The id of an opencode session (`ses_…`). An opaque name: its embedded time wrapped on 2026-08-14
/// (opencode #45188), so nothing is read out of it.
public struct SessionID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The id as the database holds it.
  public let rawValue: String

  /// Takes an id as the database holds it.
  public init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  /// The id as text.
  public var description: String { rawValue }

  /// A total order, used for ties only: compares the UTF-8 bytes.
  public static func < (left: SessionID, right: SessionID) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}
