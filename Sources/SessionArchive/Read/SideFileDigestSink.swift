internal import OpencodeStore

/// The digest of one side file's content, in the archive or on the disk.
final class SideFileDigestSink: RowSink {
  private let path: String
  private let hasher = RowHasher()
  private var isFile = false
  /// The digest of the file in the archive; zero when it is not in there.
  private(set) var digest = Digest128.zero

  init(path: String) {
    self.path = path
  }

  /// The digest of a file on the disk.
  ///
  /// - Throws: `ArchiveError.file`.
  static func digest(of file: SideFile) throws -> Digest128 {
    let hasher = RowHasher()
    hasher.beginValue(file.relativePath, .text)
    try SideFileView(file.path).forEachPiece(at: 0) { hasher.append($0) }
    hasher.endValue()
    return hasher.finish(table: SideFileView.table).digest
  }

  func begin(_ kind: ArchivedRowKind) { isFile = kind == .file(path: path) }
  func addNull(_ column: String) {}
  func add(_ column: String, integer: Int64) {}
  func add(_ column: String, real: Double) {}
  func beginValue(_ column: String, _ storageClass: StorageClass) {
    if isFile { hasher.beginValue(column, storageClass) }
  }
  func append(_ piece: UnsafeRawBufferPointer) { if isFile { hasher.append(piece) } }
  func endValue() { if isFile { hasher.endValue() } }
  func end() { if isFile { digest = hasher.finish(table: SideFileView.table).digest } }
}
