public import RetentionPolicy

/// Remembers, from run to run, which threshold each database had reached, so that a timer does not repeat a
/// warning, and a fall with a later rise warns again.
public struct ThresholdState {
  private let words: DatabaseWords

  /// The state in a folder, which need not exist yet.
  public init(folder: String) {
    words = DatabaseWords(folder: folder, name: "thresholds")
  }

  /// The threshold that a database had reached when it was last looked at.
  ///
  /// - Throws: `PassError.file`.
  public func reached(_ database: String) throws -> ByteCount? {
    try words.read()[database].flatMap { Int64($0) }.map(ByteCount.init)
  }

  /// Records the threshold that a database has reached; nil: it is below the first.
  ///
  /// - Throws: `PassError.file`; `ReclaimError.system` when the folder cannot be made.
  public func record(_ threshold: ByteCount?, for database: String) throws {
    try words.record(threshold.map { "\($0.bytes)" }, for: database)
  }
}
