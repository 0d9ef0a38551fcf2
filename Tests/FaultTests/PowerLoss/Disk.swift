internal import Glibc
import TestSupport

/// What a disk holds while files are written, and what of it a power failure may leave.
///
/// What was synced is there afterwards; of the rest anything may be. No file system is assumed to be better than
/// POSIX has it, in particular none to write names in their order, or along with a file's contents: a name is
/// safe when the folder was synced (https://man7.org/linux/man-pages/man2/fsync.2.html). Assumed are what
/// journaling file systems promise and SQLite needs as well: that a rename is done as a whole or not at all, and
/// that a write changes no byte outside of its range (https://sqlite.org/psow.html).
struct Disk {
  private var files: [ino_t: DiskFile] = [:]
  private var folders: [String: DiskFolder] = [:]
  private let root: String

  /// A folder, all of it on the disk.
  ///
  /// - Throws: `File.Failure`.
  init(of root: String) throws {
    self.root = root
    try add(root)
  }

  private mutating func add(_ path: String) throws {
    var folder = DiskFolder()
    for name in TemporaryFolder.contents(of: path) {
      let child = path + "/" + name
      var status = stat()
      guard lstat(child, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        folder.set(name, .folder)
        try add(child)
      } else {
        folder.set(name, .file(status.st_ino))
        files[status.st_ino] = DiskFile(content: try File.bytes(child))
      }
    }
    folder.synchronize()
    folders[path] = folder
  }

  /// Does an operation.
  mutating func apply(_ operation: FileOperation) {
    let (folder, name) = Self.split(operation.path)
    switch operation.kind {
    case .create:
      files[operation.inode] = DiskFile(content: [])
      folders[folder]?.set(name, .file(operation.inode))
    case .mkdir:
      folders[operation.path] = DiskFolder()
      folders[folder]?.set(name, .folder)
    case .rename:
      folders[folder]?.rename(name, to: Self.split(operation.otherPath).name, .file(operation.inode))
    case .remove: folders[folder]?.set(name, nil)
    case .write: files[operation.inode]?.write(operation.bytes, at: operation.offset)
    case .truncate: files[operation.inode]?.truncate(to: operation.offset)
    case .sync: files[operation.inode]?.synchronize()
    case .syncfolder: folders[operation.path]?.synchronize()
    case .mode, .read, .open, .fault: break
    }
  }

  /// What a power failure leaves at this moment.
  func remains(using generator: inout SplitMix64) -> FolderImage {
    var image = FolderImage()
    add(root, "", to: &image, &generator)
    return image
  }

  private func add(
    _ path: String, _ relative: String, to image: inout FolderImage, _ generator: inout SplitMix64
  ) {
    guard let folder = folders[path] else { return }
    for (name, entry) in folder.remains(using: &generator).sorted(by: { $0.key < $1.key }) {
      switch entry {
      case .folder:
        image.folders.insert(relative + name)
        add(path + "/" + name, relative + name + "/", to: &image, &generator)
      case .file(let inode): image.files[relative + name] = files[inode]?.remains(using: &generator)
      }
    }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
