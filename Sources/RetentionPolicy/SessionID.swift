/// The id of an opencode session (`ses_…`). An opaque name: its embedded time wrapped on 2026-08-14
/// (opencode #45188), so nothing is read out of it.
public struct SessionID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The id as the database holds it.
  public let rawValue: String

  /// Takes an id as the database holds it.
  public init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  /// Whether the bytes are the same, as SQLite compares: a `String` also equals one that Unicode calls equivalent.
  public static func == (left: SessionID, right: SessionID) -> Bool {
    left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
  }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in rawValue.utf8 { hasher.combine(byte) }
  }

  /// The id as text.
  public var description: String { rawValue }

  /// A total order, used for ties only: compares the UTF-8 bytes.
  public static func < (left: SessionID, right: SessionID) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}
