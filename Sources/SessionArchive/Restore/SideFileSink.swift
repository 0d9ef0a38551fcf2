internal import Glibc
internal import OpencodeStore

/// Writes the side files of archived sessions beside the database: under another name until the tree is back.
final class SideFileSink: RowSink {
  private let dataFolder: String?
  private var path: String?
  private var file: FileHandle?
  /// The files that are written and do not have their names yet.
  private var written: [String] = []
  /// The files that have them.
  private(set) var placed: [String] = []

  /// What a file's name ends with until the tree is back.
  private static let partialSuffix = ".retentiond-partial"

  /// Where they lie in the data folder, and the folder above.
  private static let folders = ["/storage", "/storage/session_diff"]

  /// A sink for the side files beside the database in a folder; nil: they stay in the archive.
  init(dataFolder: String?) {
    self.dataFolder = dataFolder
  }

  /// Removes what an interrupted restore left of the side files of these sessions.
  static func removePartial(of sessions: [CatalogEntry], dataFolder: String) {
    for entry in sessions {
      if let path = SideFile.path(of: entry.header.id) {
        unlink(dataFolder + "/" + path + partialSuffix)
      }
    }
  }

  func begin(_ kind: ArchivedRowKind) {
    path = nil
    // Only where the archive puts them: a path from a file is not to be trusted with more.
    guard case .file(let relative) = kind, let dataFolder, relative.hasPrefix("storage/session_diff/"),
      relative.split(separator: "/").count == 3, !relative.contains("/.")
    else { return }
    // A file that exists is newer, and stays.
    if access(dataFolder + "/" + relative, F_OK) != 0 { path = dataFolder + "/" + relative }
  }

  func addNull(_ column: String) {}
  func add(_ column: String, integer: Int64) {}
  func add(_ column: String, real: Double) {}

  func beginValue(_ column: String, _ storageClass: StorageClass) throws {
    guard let path, let dataFolder else { return }
    for folder in Self.folders { mkdir(dataFolder + folder, 0o700) }
    unlink(path + Self.partialSuffix)
    file = try FileHandle.create(path + Self.partialSuffix)
    written.append(path)
  }

  func append(_ piece: UnsafeRawBufferPointer) throws { try file?.write(piece) }

  func endValue() throws {
    try file?.synchronize()
    file = nil
  }

  func end() {}

  /// Gives the files their names, but for those where one stands by now, and waits until they have them on the
  /// disk: once the tree is there, nobody puts its files back.
  ///
  /// - Throws: `ArchiveError.file`, `ReclaimError.system`.
  func place() throws {
    for path in written where access(path, F_OK) != 0 {
      guard rename(path + Self.partialSuffix, path) == 0 else { throw FileHandle.failure(path, "rename") }
      placed.append(path)
    }
    if !placed.isEmpty, let dataFolder { try Folder.synchronize(dataFolder + Self.folders[1]) }
  }

  /// Removes the files that have no names, and, when the tree did not come back, those that have.
  func clear(keepingPlaced: Bool) {
    file = nil
    for path in written { unlink(path + Self.partialSuffix) }
    if !keepingPlaced { for path in placed { unlink(path) } }
  }
}
