internal import OpencodeStore
internal import RetentionPolicy

/// Remembers, from run to run, what attempts to convert each database taught.
struct ConversionState {
  private let words: DatabaseWords

  /// The state in a folder, which need not exist yet.
  init(folder: String) {
    words = DatabaseWords(folder: folder, name: "conversions")
  }

  /// What is known of a database.
  ///
  /// - Throws: `PassError.file`.
  func experience(_ database: String) throws -> ConversionExperience {
    guard let word = try words.read()[database] else { return ConversionExperience() }
    let fields = word.split(separator: ",", omittingEmptySubsequences: false).map { Int64($0) }
    guard fields.count == 4, let failures = fields[0].flatMap({ Int(exactly: $0) }), failures >= 0 else {
      return ConversionExperience()
    }
    return ConversionExperience(
      compacting: fields[2].map { ByteCount($0) }, copying: fields[3].map { ByteCount($0) },
      failures: failures, lastAttempt: fields[1].map { Timestamp(milliseconds: $0) })
  }

  /// Records what is known of a database: the attempts in vain, when the last one was, the bytes a second of
  /// compacting and of copying; empty where it is not known. Nil: nothing needs to be known any more.
  ///
  /// - Throws: `PassError.file`.
  func record(_ experience: ConversionExperience?, for database: String) throws {
    let fields = experience.map {
      [
        Int64($0.failures), $0.lastAttempt?.milliseconds, $0.compacting?.bytes, $0.copying?.bytes,
      ].map { $0.map { "\($0)" } ?? "" }
    }
    let isKnown = experience != ConversionExperience()
    try words.record(isKnown ? fields?.joined(separator: ",") : nil, for: database)
  }
}
