public import RetentionPolicy

/// The sizes at which a user is warned, see opencode's own troubles: out of memory from about 1 GB on.
public enum SizeThreshold {
  /// 100 MB, 500 MB and 1 GB, the smallest first.
  public static let all: [ByteCount] = [.mebibytes(100), .mebibytes(500), .mebibytes(1_024)]

  /// The highest threshold that a size has reached; nil below the first.
  public static func reached(by size: ByteCount) -> ByteCount? {
    all.last { $0 <= size }
  }

  /// The threshold to warn of: the one reached, unless that one or a higher one was reached before.
  public static func crossed(by size: ByteCount, after earlier: ByteCount?) -> ByteCount? {
    guard let reached = reached(by: size), reached > earlier ?? .zero else { return nil }
    return reached
  }
}
