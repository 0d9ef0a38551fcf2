internal import CLinux
internal import Glibc
internal import OpencodeStore
internal import RetentionPolicy

/// A file of the archive: never opencode's database, which only SQLite may open.
final class FileHandle: Sendable {
  let path: String
  private let descriptor: Int32

  /// Makes a new file that only its owner can read.
  ///
  /// - Throws: `ArchiveError.file`, also when it exists.
  static func create(_ path: String) throws(ArchiveError) -> FileHandle {
    try FileHandle(path, flags: O_WRONLY | O_CREAT | O_EXCL, operation: "make")
  }

  /// Makes an empty file that only its owner can read, where there is none.
  ///
  /// - Throws: `ArchiveError.file`.
  static func createIfMissing(_ path: String) throws(ArchiveError) {
    do { _ = try create(path) } catch ArchiveError.file(_, _, EEXIST) {}
  }

  /// Makes a file that has no name any more; what stood under that name is removed.
  ///
  /// - Throws: `ArchiveError.file`.
  static func nameless(_ path: String) throws(ArchiveError) -> FileHandle {
    unlink(path)
    let file = try FileHandle(path, flags: O_RDWR | O_CREAT | O_EXCL, operation: "make")
    guard unlink(path) == 0 else { throw failure(path, "remove") }
    return file
  }

  /// Opens a file for reading.
  ///
  /// - Throws: `ArchiveError.file`.
  static func open(_ path: String) throws(ArchiveError) -> FileHandle {
    try FileHandle(path, flags: O_RDONLY, operation: "open")
  }

  private init(_ path: String, flags: Int32, operation: String) throws(ArchiveError) {
    self.path = path
    descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path, operation) }
  }

  deinit {
    close(descriptor)
  }

  /// Writes all bytes: from `offset` on, or after those that were written before.
  ///
  /// - Throws: `ArchiveError.file`.
  func write(_ bytes: UnsafeRawBufferPointer, offset: Int64? = nil) throws(ArchiveError) {
    var done = 0
    while done < bytes.count {
      let start = bytes.baseAddress.map { $0 + done }
      let count =
        if let offset {
          pwrite(descriptor, start, bytes.count - done, off_t(offset) + off_t(done))
        } else {
          Glibc.write(descriptor, start, bytes.count - done)
        }
      if count < 0 {
        if errno == EINTR { continue }
        throw Self.failure(path, "write")
      }
      done += count
    }
  }

  /// Reads up to the size of `buffer` from `offset` on; 0 at the end.
  ///
  /// - Throws: `ArchiveError.file`.
  func read(into buffer: UnsafeMutableRawBufferPointer, offset: Int64) throws(ArchiveError) -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(path, "read") }
    }
  }

  /// The size of a page of memory, at multiples of which a mapping begins.
  static let pageSize = Int64(sysconf(Int32(_SC_PAGESIZE)))

  /// Calls `body` with bytes of the file, mapped into memory.
  ///
  /// - Parameter offset: a multiple of `pageSize`.
  /// - Throws: `ArchiveError.file`, or what `body` throws.
  func withMapping<Result>(
    offset: Int64, count: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, off_t(offset)), start != MAP_FAILED
    else { throw Self.failure(path, "map") }
    defer { munmap(start, count) }
    return try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Empties the file.
  ///
  /// - Throws: `ArchiveError.file`.
  func truncate() throws(ArchiveError) {
    guard ftruncate(descriptor, 0) == 0 else { throw Self.failure(path, "empty") }
  }

  /// Asks the system to begin writing to the disk what it has of these bytes, so that the sync at the end does
  /// not stall everybody else's. https://man7.org/linux/man-pages/man2/sync_file_range.2.html
  func beginWriteback(offset: Int64, count: Int64) {
    _ = retentiond_begin_writeback(descriptor, offset, count)
  }

  /// Waits until all that was written is on the disk.
  ///
  /// - Throws: `ArchiveError.file`.
  func synchronize() throws(ArchiveError) {
    guard fsync(descriptor) == 0 else { throw Self.failure(path, "sync") }
  }

  /// Asks the system to forget what it holds of the file in memory, so that reading it reads the disk.
  func dropCache() {
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
  }

  /// The size in bytes.
  ///
  /// - Throws: `ArchiveError.file`.
  func size() throws(ArchiveError) -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "look at") }
    return Int64(status.st_size)
  }

  /// The failure that `errno` describes.
  static func failure(_ path: String, _ operation: String) -> ArchiveError {
    .file(path: path, operation: operation, code: errno)
  }
}
