internal import Glibc
public import OpencodeStore
public import RetentionPolicy

/// Writes one archive file: a JSON array of session objects, each object a zstd frame of its own.
///
/// The file has a temporary name until it is complete and synced; one that is never finished is removed.
public final class ArchiveWriter {
  private let directory: ArchiveDirectory
  private let name: (complete: String, partial: String)
  private let file: FileHandle
  private let frames: FrameWriter
  private let output: JSONOutput
  private var trees: [WrittenArchive.Tree] = []
  private var isFinished = false

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - moment: the time that the file is named after.
  ///   - level: zstd's compression level.
  /// - Throws: `ArchiveError`.
  public init(directory: ArchiveDirectory, at moment: Timestamp, level: Int) throws {
    self.directory = directory
    name = try directory.newName(at: moment)
    file = try FileHandle.create(directory.path + "/" + name.partial)
    frames = try FrameWriter(file: file, level: level)
    output = JSONOutput(frames: frames)
  }

  deinit {
    if !isFinished { unlink(file.path) }
  }

  /// Writes a tree from one snapshot.
  ///
  /// - Parameters:
  ///   - headers: the tree's sessions, the root first.
  ///   - rows: reads the sessions' rows; the caller holds the read transaction.
  ///   - dataFolder: opencode's data folder, where side files lie; nil: there are none.
  /// - Throws: `ArchiveError`, `SQLiteError`.
  public func append(_ headers: [ElementHeader], rows: SessionRows, dataFolder: String?) throws {
    guard let root = headers.first else { return }
    let writer = SessionWriter(output: output, rows: rows)
    var sessions: [WrittenArchive.Session] = []
    for header in headers {
      let isFirst = trees.isEmpty && sessions.isEmpty
      try output.append(isFirst ? ArchiveFormat.opening : ArchiveFormat.separator)
      _ = try output.endFrame()
      let sideFiles =
        dataFolder.flatMap { SideFile.sessionDiff(of: header.id, dataFolder: $0) }.map { [$0] } ?? []
      let summary = try writer.write(header, sideFiles: sideFiles)
      let frame = try output.endFrame()
      let entry = CatalogEntry(
        file: name.complete, header: header, offset: frame.offset, length: frame.length, sha256: frame.sha256,
        plainBytes: ByteCount(frame.plainLength), digest: summary.digest.description, counts: summary.counts,
        state: .archived)
      sessions.append(WrittenArchive.Session(entry: entry, sideFiles: sideFiles))
    }
    trees.append(WrittenArchive.Tree(root: root.id, sessions: sessions))
  }

  /// Ends the file: written, synced, named, and its folder synced.
  ///
  /// - Throws: `ArchiveError`; the file is then removed.
  public func finish() throws -> WrittenArchive {
    try output.append(trees.isEmpty ? ArchiveFormat.opening + ArchiveFormat.closing : ArchiveFormat.closing)
    let closing = try output.endFrame()
    try file.synchronize()
    let path = directory.path + "/" + name.complete
    guard rename(file.path, path) == 0 else { throw FileHandle.failure(path, "name") }
    isFinished = true
    try directory.synchronize()
    return WrittenArchive(path: path, bytes: ByteCount(closing.offset + closing.length), trees: trees)
  }
}
