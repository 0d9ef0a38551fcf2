internal import Glibc
@_spi(ArchiveVerification) public import OpencodeStore
internal import RetentionPolicy

/// Reads an archive file back from the disk and compares it with what was written.
public final class ArchiveVerifier {
  private let path: String
  private let file: FileHandle

  /// A verifier for a file that was just written.
  ///
  /// - Throws: `ArchiveError`, also when it is not an array from beginning to end.
  public init(_ archive: WrittenArchive) throws {
    path = archive.path
    file = try FileHandle.open(path)
    file.dropCache()
    guard try file.size() == archive.bytes.bytes else {
      throw ArchiveError.damaged(path: path, offset: 0, why: "it is not as long as what was written")
    }
    let entries = archive.trees.flatMap(\.sessions).map(\.entry)
    let ends = entries.map { $0.offset + $0.length }
    for (index, offset) in ([0] + ends).enumerated() {
      let text =
        (index == 0 ? ArchiveFormat.opening : index == ends.count ? "" : ArchiveFormat.separator)
        + (index == ends.count ? ArchiveFormat.closing : "")
      let cursor = JSONCursor(frame: try FrameReader(file: file, offset: offset))
      try cursor.expect(text)
      try cursor.expectEnd()
    }
  }

  /// A verifier for a file that the catalog knows.
  ///
  /// - Throws: `ArchiveError`.
  init(directory: ArchiveDirectory, name: String) throws {
    path = directory.path + "/" + name
    file = try FileHandle.open(path)
  }

  /// Reads a tree back, decompresses it and compares its rows with those of the database as it was written,
  /// by count and by digest; the receipt permits its eviction.
  ///
  /// - Throws: `ArchiveError.differs` or `.damaged`.
  public func verify(_ tree: WrittenArchive.Tree) throws -> Receipt {
    try verify(tree.sessions.map(\.entry))
  }

  /// The same for a tree from the catalog.
  ///
  /// - Parameter sink: makes, for each session, what takes its rows meanwhile.
  /// - Throws: `ArchiveError.differs` or `.damaged`, or what a sink throws.
  func verify(
    _ tree: [CatalogEntry], sink: ((CatalogEntry) -> any RowSink)? = nil
  ) throws -> Receipt {
    var fingerprints: [Fingerprint] = []
    var digest = Digest128.zero
    var rowsDigest = Digest128.zero
    for entry in tree {
      let frame = try FrameReader(file: file, offset: entry.offset, mostPlain: entry.plainBytes.bytes)
      let summary = try ElementReader(frame: frame, sink: sink?(entry)).read()
      try compare(entry, with: summary, end: frame.end)
      fingerprints += summary.fingerprints
      digest = digest + summary.digest
      rowsDigest = rowsDigest + summary.rowsDigest
    }
    guard let root = tree.first else {
      throw ArchiveError.damaged(path: path, offset: 0, why: "the tree has no session")
    }
    return Receipt(
      root: root.header.root, sessions: tree.map(\.header.id), archiveFile: root.file, digest: digest,
      rows: FingerprintSet(fingerprints), rowsDigest: rowsDigest)
  }

  /// The side files of a tree that are still what was archived; only these may be removed.
  ///
  /// - Throws: `ArchiveError`.
  public func unchangedSideFiles(of tree: WrittenArchive.Tree) throws -> [SideFile] {
    try tree.sessions.flatMap { session in
      try session.sideFiles.filter { try isUnchanged($0, since: session.entry) }
    }
  }

  /// The same for sessions from the catalog.
  ///
  /// - Throws: `ArchiveError`.
  func unchangedSideFiles(of sessions: [CatalogEntry], dataFolder: String) throws -> [SideFile] {
    try sessions.filter { $0.counts[SideFileView.table] != nil }.compactMap { entry in
      guard let file = SideFile.sessionDiff(of: entry.header.id, dataFolder: dataFolder),
        try isUnchanged(file, since: entry)
      else { return nil }
      return file
    }
  }

  private func isUnchanged(_ file: SideFile, since entry: CatalogEntry) throws -> Bool {
    let archived = SideFileDigestSink(path: file.relativePath)
    _ = try verify([entry], sink: { _ in archived })
    do {
      return try archived.digest == SideFileDigestSink.digest(of: file)
    } catch ArchiveError.file(_, _, ENOENT) {
      return false
    }
  }

  private func compare(
    _ entry: CatalogEntry, with summary: ElementReader.Summary, end: FrameDecompressor.End?
  ) throws {
    let difference: String? =
      if summary.header != entry.header {
        "it is another session"
      } else if summary.counts != entry.counts {
        "the number of rows is another"
      } else if summary.digest.description != entry.digest {
        "the digest of the rows is another"
      } else if end?.length != entry.length || end?.sha256 != entry.sha256 {
        "the SHA-256 of the frame is another"
      } else {
        nil
      }
    if let difference { throw ArchiveError.differs(path: path, session: entry.header.id, why: difference) }
  }
}
