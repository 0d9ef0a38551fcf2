/// Reads an archive file from beginning to end without a catalog.
struct ArchiveScan {
  let directory: ArchiveDirectory
  let name: String

  /// The sessions in the file.
  ///
  /// - Throws: `ArchiveError`.
  func entries() throws -> [CatalogEntry] {
    let file = try FileHandle.open(directory.path + "/" + name)
    var entries: [CatalogEntry] = []
    var offset: Int64 = 0
    while try !expectPunctuation(file, &offset, isFirst: entries.isEmpty) {
      let frame = try FrameReader(file: file, offset: offset)
      let summary = try ElementReader(frame: frame, keepsFingerprints: false).read()
      guard let end = frame.end else { throw frame.damage("it has no end") }
      entries.append(
        CatalogEntry(
          file: name, header: summary.header, offset: offset, length: end.length, sha256: end.sha256,
          plainBytes: .init(end.plainLength), digest: summary.digest.description, counts: summary.counts,
          state: .rebuilt))
      offset += end.length
    }
    return entries
  }

  /// Reads what stands between sessions; true when it is the end of the file's array.
  private func expectPunctuation(_ file: FileHandle, _ offset: inout Int64, isFirst: Bool) throws -> Bool {
    let frame = try FrameReader(file: file, offset: offset)
    var text: [UInt8] = []
    while let piece = try frame.next() {
      text += piece
      guard text.count <= 8 else { throw frame.damage("it holds something else than sessions") }
    }
    offset += frame.end?.length ?? 0
    switch String(decoding: text, as: UTF8.self) {
    case ArchiveFormat.opening where isFirst, ArchiveFormat.separator where !isFirst: return false
    case ArchiveFormat.closing where !isFirst, ArchiveFormat.opening + ArchiveFormat.closing where isFirst:
      return true
    default: throw frame.damage("it holds something else than sessions")
    }
  }
}
