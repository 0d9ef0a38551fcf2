/// How much of a database left it.
public struct EvictedShare: Hashable, Sendable {
  /// What is counted.
  public enum Unit: Hashable, Sendable {
    /// Whole trees.
    case trees
    /// Sessions, those that went from trees that stay among them.
    case sessions
  }

  /// How many went, or in a dry run would go.
  public let gone: Int
  /// How many there were.
  public let all: Int
  /// What is counted.
  public let unit: Unit

  /// A share.
  public init(gone: Int, of all: Int, _ unit: Unit) {
    (self.gone, self.all, self.unit) = (gone, all, unit)
  }
}
