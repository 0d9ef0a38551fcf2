public import RetentionPolicy

/// Proof that a tree lies in the archive: written, synced, read back and compared with its rows.
///
/// Only the archive's verification can make one (`@_spi`), and only with one can a tree be evicted: deleting
/// before archiving does not compile.
public struct Receipt: Hashable, Sendable {
  /// The root of the tree.
  public let root: SessionID
  /// All sessions of the tree, the root first.
  public let sessions: [SessionID]
  /// The archive file that holds it, by name.
  public let archiveFile: String
  /// The sum of the digests of all archived rows.
  public let digest: Digest128
  /// The fingerprints of the rows as they were read back: what may be deleted.
  let rows: FingerprintSet
  /// The sum of the digests of these rows: of `digest`, what is not of side files.
  let rowsDigest: Digest128

  /// The number of archived rows.
  public var rowCount: Int { rows.count }

  /// A receipt for what was read back from an archive file.
  @_spi(ArchiveVerification)
  public init(
    root: SessionID, sessions: [SessionID], archiveFile: String, digest: Digest128, rows: FingerprintSet,
    rowsDigest: Digest128
  ) {
    self.root = root
    self.sessions = sessions
    self.archiveFile = archiveFile
    self.digest = digest
    self.rows = rows
    self.rowsDigest = rowsDigest
  }
}
