internal import SessionArchive

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

extension PassReport {
  /// A warning when more than half of all trees went, or of all sessions, or in a dry run would go; nil otherwise.
  func mostEvicted(archive: ArchiveDirectory) -> Warning? {
    let sessions = evicted.reduce(0) { $0 + $1.tree.sessions.count }
    let shares = [
      EvictedShare(gone: evicted.count(where: \.isWholeTree), of: treesBefore, .trees),
      EvictedShare(gone: sessions, of: sessionsBefore, .sessions),
    ]
    return shares.first { $0.gone > $0.all / 2 }.map { .mostEvicted($0, archive: archive) }
  }
}
