internal import OpencodeStore

/// Keeps long values on the disk between the archive and the database: they are decompressed before the write lock
/// is taken, and never all in memory.
///
/// The file has no name: it goes with the process. https://man7.org/linux/man-pages/man2/unlink.2.html
final class SpoolFile {
  private let file: FileHandle
  private var end: Int64 = 0

  /// A value longer than this is spooled.
  static let longValue = 1 << 20

  /// Makes the file in the archive's folder, where the archive itself found room.
  ///
  /// - Throws: `ArchiveError.file`.
  init(directory: ArchiveDirectory) throws {
    file = try FileHandle.nameless(directory.spoolPath)
  }

  /// Begins a value; it holds until `clear`.
  func begin() -> SpooledValue {
    // A mapping begins at a page. https://man7.org/linux/man-pages/man2/mmap.2.html
    end = (end + FileHandle.pageSize - 1) / FileHandle.pageSize * FileHandle.pageSize
    return SpooledValue(file: file, offset: end, count: 0)
  }

  /// Adds bytes to the value that was begun last.
  ///
  /// - Throws: `ArchiveError.file`.
  func append(_ piece: UnsafeRawBufferPointer, to value: inout SpooledValue) throws {
    try file.write(piece, offset: end)
    value.count += piece.count
    end += Int64(piece.count)
  }

  /// Forgets all values.
  ///
  /// - Throws: `ArchiveError.file`.
  func clear() throws {
    guard end > 0 else { return }
    try file.truncate()
    end = 0
  }
}

/// A value in the spool file.
struct SpooledValue {
  fileprivate let file: FileHandle
  fileprivate let offset: Int64
  /// Its bytes.
  fileprivate(set) var count: Int

  /// Calls `body` with all bytes, as a mapping of the file, which is given back to the system while it is read: SQLite
  /// holds a row that it inserts in memory once, and this must not double it.
  ///
  /// - Throws: `ArchiveError.file`, or what `body` throws; `ReclaimError.system` when there is no thread for it.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    try file.withMapping(offset: offset, count: count) { bytes in
      let release = try MappingRelease(of: bytes)
      defer { release.end() }
      return try body(bytes)
    }
  }
}
