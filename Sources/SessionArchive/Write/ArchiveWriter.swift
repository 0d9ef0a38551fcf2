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
  private var trees: [[PendingSession]] = []
  private var isEmpty = true
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
  ///   - kept: rows that stay where they are.
  /// - Throws: `ArchiveError`, `SQLiteError`.
  public func append(
    _ headers: [ElementHeader], rows: SessionRows, dataFolder: String?, besides kept: Set<RowID> = []
  ) throws {
    let writer = SessionWriter(output: output, rows: rows)
    let sessions = try headers.map { header in
      try output.append(isEmpty ? ArchiveFormat.opening : ArchiveFormat.separator)
      try output.endFrame()
      isEmpty = false
      try frames.use(header.content == .events ? .long : .usual)
      let hasSideFile = header.content == .session || header.content == .orphans
      let sideFile = (hasSideFile ? dataFolder : nil).flatMap {
        SideFile.sessionDiff(of: header.id, dataFolder: $0)
      }
      let content = try sideFile.flatMap { try SideFileView(ifThere: $0.path) }
      let sideFiles = content == nil ? [] : [sideFile].compactMap(\.self)
      let summary = try writer.write(
        header, sideFiles: zip(sideFiles, [content].compactMap(\.self)), besides: kept)
      try output.endFrame()
      return PendingSession(header: header, summary: summary, sideFiles: sideFiles)
    }
    trees.append(sessions)
  }

  /// Ends the file: written, synced, named, and its folder synced.
  ///
  /// - Throws: `ArchiveError`; the file is then removed.
  public func finish() throws -> WrittenArchive {
    try output.append(isEmpty ? ArchiveFormat.opening + ArchiveFormat.closing : ArchiveFormat.closing)
    try output.endFrame()
    let written = try frames.finish()
    try file.synchronize()
    let path = directory.path + "/" + name.complete
    guard rename(file.path, path) == 0 else { throw FileHandle.failure(path, "name") }
    isFinished = true
    try Folder.synchronize(directory.path)
    // Before each session's frame stands one with the bracket or comma, after all of them the closing one.
    var places = written.indices.filter { $0 % 2 == 1 }.map { written[$0] }[...]
    let trees = trees.map { sessions in
      WrittenArchive.Tree(
        sessions: zip(sessions, places.prefix(sessions.count)).map { session, frame in
          places = places.dropFirst()
          return session.written(in: frame, of: name.complete)
        })
    }
    let bytes = written.last.map { $0.offset + $0.length } ?? 0
    return WrittenArchive(path: path, bytes: ByteCount(bytes), trees: trees)
  }
}

/// A session on its way into the file, whose place is not known yet.
private struct PendingSession {
  let header: ElementHeader
  let summary: SessionWriter.Summary
  let sideFiles: [SideFile]

  func written(in frame: FrameWriter.Frame, of file: String) -> WrittenArchive.Session {
    let entry = CatalogEntry(
      file: file, header: header, offset: frame.offset, length: frame.length, sha256: frame.sha256,
      plainBytes: ByteCount(frame.plainLength), digest: summary.digest.description, counts: summary.counts,
      state: .archived)
    return WrittenArchive.Session(entry: entry, sideFiles: sideFiles)
  }
}
