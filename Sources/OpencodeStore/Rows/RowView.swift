/// The values of one row, each either in memory or read in pieces. Valid until the reader moves on.
public protocol RowView {
  /// The storage class of a column's value.
  func storageClass(at column: Int) -> StorageClass
  /// An integer value.
  func integer(at column: Int) -> Int64
  /// A real value.
  func real(at column: Int) -> Double
  /// The size in bytes of a text or blob value.
  func byteCount(at column: Int) throws -> Int
  /// Hands the bytes of a text or blob value to `body`, in order, in pieces of up to
  /// `RowReader.pieceSize` bytes; a short value comes in one piece.
  ///
  /// - Throws: `SQLiteError`, or what `body` throws.
  func forEachPiece(at column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws
}
