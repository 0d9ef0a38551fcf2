internal import Glibc
internal import OpencodeStore

/// Collects the side files of archived sessions and writes them beside the database.
final class SideFileSink: RowSink {
  private let dataFolder: String?
  private var path: String?
  private var files: [(path: String, content: [UInt8])] = []

  init(dataFolder: String?) {
    self.dataFolder = dataFolder
  }

  func begin(_ kind: ArchivedRowKind) {
    path = nil
    // Only where the archive puts them: a path from a file is not to be trusted with more.
    if case .file(let relative) = kind, let dataFolder, relative.hasPrefix("storage/session_diff/"),
      relative.split(separator: "/").count == 3, !relative.contains("/.")
    {
      path = dataFolder + "/" + relative
    }
  }

  func addNull(_ column: String) {}
  func add(_ column: String, integer: Int64) {}
  func add(_ column: String, real: Double) {}
  func beginValue(_ column: String, _ storageClass: StorageClass) {
    if let path { files.append((path, [])) }
  }
  func append(_ piece: UnsafeRawBufferPointer) {
    if path != nil { files[files.count - 1].content.append(contentsOf: piece) }
  }
  func endValue() {}
  func end() {}

  /// Writes the files that are missing, and returns their paths. A file that exists is newer, and stays.
  ///
  /// - Throws: `ArchiveError.file`.
  func write() throws -> [String] {
    var written: [String] = []
    for file in files where access(file.path, F_OK) != 0 {
      if let dataFolder {
        for folder in ["/storage", "/storage/session_diff"] { mkdir(dataFolder + folder, 0o700) }
      }
      let handle = try FileHandle.create(file.path)
      try file.content.withUnsafeBytes { try handle.write($0) }
      try handle.synchronize()
      written.append(file.path)
    }
    return written
  }
}
