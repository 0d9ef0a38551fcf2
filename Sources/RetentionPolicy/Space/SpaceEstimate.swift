/// How much room archiving and evicting trees takes, judged by what the trees take in the database, and, of the
/// archive, by how the batches before it turned out.
public struct SpaceEstimate: Hashable, Sendable {
  private var evicted = ByteCount.zero
  private var archived = ByteCount.zero

  /// Text that does not compress took up to 1.04 of its bytes in the database, ordinary sessions about 0.4.
  private static let worstShare = 1.0625
  private static let usualShare = 0.5
  /// What later trees may take more than those before them.
  private static let margin = 1.5
  /// Below this, what was learned may be chance.
  private static let enough = ByteCount.mebibytes(1)
  /// For each session: its entry in the catalog, and the ends of its frames.
  private static let perSession = ByteCount(2_048)
  /// For each live byte copied through the log: its frames' headers, and the pages that say where others belong.
  private static let conversionShare = 1 + 1.0 / 64

  /// An estimate that nothing was learned for.
  public init() {}

  /// Takes note of what trees of so many bytes took in the archive.
  public mutating func learn(evicted: ByteCount, archived: ByteCount) {
    self.evicted += evicted
    self.archived += archived
  }

  /// The most that the archive of trees takes.
  func archive(of bytes: ByteCount, sessions: Int) -> ByteCount {
    bytes.scaled(by: learned.map { $0 * Self.margin } ?? Self.worstShare)
      + Self.perSession.scaled(by: Double(sessions))
  }

  /// What the archive of trees takes if all goes as usual.
  func usualArchive(of bytes: ByteCount) -> ByteCount { bytes.scaled(by: learned ?? Self.usualShare) }

  /// What a conversion of so many live bytes takes for its copy, and as much again for the log.
  func conversion(of live: ByteCount) -> ByteCount { live.scaled(by: Self.conversionShare) }

  private var learned: Double? {
    evicted < Self.enough ? nil : Double(archived.bytes) / Double(evicted.bytes)
  }
}
