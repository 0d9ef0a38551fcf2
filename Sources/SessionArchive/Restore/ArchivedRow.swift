internal import OpencodeStore

/// A row out of the archive, ready to be inserted.
struct ArchivedRow {
  let kind: ArchivedRowKind
  /// The table that it belongs into.
  let table: String
  var columns: [Column] = []
  /// The digest of its values, as they were read.
  var digest = Digest128.zero

  /// A column's value.
  struct Column {
    let name: String
    var value: Value
  }

  /// A value.
  enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case bytes([UInt8], StorageClass)
    /// A long text or blob, which lies on the disk.
    case spooled(SpooledValue, StorageClass)
  }

  /// The bytes of its values, of texts and blobs in memory.
  var size: Int {
    columns.reduce(0) { sum, column in
      if case .bytes(let bytes, _) = column.value { sum + bytes.count } else { sum + 16 }
    }
  }

  /// Whether a value of it lies on the disk.
  var isSpooled: Bool {
    columns.contains { column in
      if case .spooled = column.value { true } else { false }
    }
  }
}
