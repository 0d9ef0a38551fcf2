internal import Glibc
internal import OpencodeStore

/// A file's content seen as a row of one text column, so that it is hashed, written and compared as rows are.
struct SideFileView: RowView {
  let file: FileHandle
  let count: Int

  /// The name under which a side file is hashed: no table's, as no table's holds a colon and a slash.
  static let table = "file:storage/session_diff"

  /// - Throws: `ArchiveError.file`.
  init(_ path: String) throws(ArchiveError) {
    file = try FileHandle.open(path)
    count = Int(try file.size())
  }

  /// A file that may be gone by now: then there is nothing to see. opencode removes it with its session.
  ///
  /// - Throws: `ArchiveError.file`.
  init?(ifThere path: String) throws(ArchiveError) {
    do { try self.init(path) } catch ArchiveError.file(_, _, ENOENT) { return nil }
  }

  func storageClass(at column: Int) -> StorageClass { .text }
  func integer(at column: Int) -> Int64 { 0 }
  func real(at column: Int) -> Double { 0 }
  func byteCount(at column: Int) -> Int { count }

  func forEachPiece(at column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: RowReader.pieceSize, alignment: 16)
    defer { buffer.deallocate() }
    var offset = 0
    repeat {
      let read = try file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count - offset)), offset: Int64(offset))
      guard read > 0 || count == offset else {
        throw ArchiveError.file(path: file.path, operation: "read", code: 0)
      }
      try body(UnsafeRawBufferPointer(rebasing: buffer.prefix(read)))
      offset += read
    } while offset < count
  }
}
