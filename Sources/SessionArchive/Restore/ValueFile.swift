internal import Glibc
internal import OpencodeStore

/// Keeps values on the disk, one after the other, until they are written elsewhere in another order.
///
/// The file has no name: it goes with the process.
package final class ValueFile {
  /// Where a value lies.
  package struct Extent: Hashable {
    /// Where it begins.
    package let offset: Int64
    /// Its bytes.
    package let count: Int

    /// An extent that was noted down elsewhere.
    package init(offset: Int64, count: Int) {
      self.offset = offset
      self.count = count
    }
  }

  private let file: FileHandle
  /// What is not in the file yet, and where it will begin there.
  private var buffer: [UInt8] = []
  private var bufferStart: Int64 = 0
  private var valueStart: Int64 = 0

  private static let capacity = 256 * 1024
  private var end: Int64 { bufferStart + Int64(buffer.count) }

  /// Makes the file in the archive's folder, where the archive itself found room.
  ///
  /// - Throws: `ArchiveError.file`.
  package init(directory: ArchiveDirectory) throws {
    file = try FileHandle.nameless(directory.spoolPath)
  }

  /// Begins a value; one that was begun and not finished is forgotten.
  package func begin() {
    if valueStart >= bufferStart {
      buffer.removeLast(buffer.count - Int(valueStart - bufferStart))
    } else {
      buffer.removeAll(keepingCapacity: true)
      bufferStart = valueStart
    }
  }

  /// Adds bytes to the value that was begun.
  ///
  /// - Throws: `ArchiveError.file`.
  package func append(_ bytes: some Collection<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Ends the value that was begun.
  package func finish() -> Extent {
    defer { valueStart = end }
    return Extent(offset: valueStart, count: Int(end - valueStart))
  }

  /// Hands the bytes of a value to `body`, in pieces.
  ///
  /// - Throws: `ArchiveError.file`, or what `body` throws.
  package func forEachPiece(
    of extent: Extent, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try flush()
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(RowReader.pieceSize, max(1, extent.count)), alignment: 16)
    defer { room.deallocate() }
    var done = 0
    while done < extent.count {
      let wanted = UnsafeMutableRawBufferPointer(rebasing: room.prefix(extent.count - done))
      let count = try file.read(into: wanted, offset: extent.offset + Int64(done))
      guard count > 0 else { throw ArchiveError.file(path: file.path, operation: "read", code: EIO) }
      try body(UnsafeRawBufferPointer(rebasing: wanted.prefix(count)))
      done += count
    }
  }

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    try buffer.withUnsafeBytes { try file.write($0, offset: bufferStart) }
    bufferStart = end
    buffer.removeAll(keepingCapacity: true)
  }
}
