public import RetentionPolicy

/// Remembers, from run to run, what the last pass over each database left for the next one to know.
///
/// The word is the moment in milliseconds since 1970, and where a size limit is on its way to low water a
/// slash and that limit in bytes: `1795251600000/524288000`.
public struct LastPassState {
  private let words: DatabaseWords

  /// The state in a folder, which need not exist yet.
  public init(folder: String) {
    words = DatabaseWords(folder: folder, name: "last-passes")
  }

  /// What the last pass over a database left; nil when there was none, or what stands there says nothing.
  ///
  /// - Throws: `PassError.file`.
  public func lastPass(over database: String) throws -> LastPass? {
    let numbers = try words.read()[database]?.split(separator: "/").map { Int64($0) } ?? []
    guard let moment = numbers.first ?? nil else { return nil }
    return LastPass(
      moment: Timestamp(milliseconds: moment),
      unfinishedSizeLimit: numbers.count == 2 ? numbers[1].map(ByteCount.init) : nil)
  }

  /// Records what a pass over a database leaves.
  ///
  /// - Throws: `PassError.file`; `ReclaimError.system` when the folder cannot be made.
  public func record(_ pass: LastPass, for database: String) throws {
    let limit = pass.unfinishedSizeLimit.map { "/\($0.bytes)" } ?? ""
    try words.record("\(pass.moment.milliseconds)\(limit)", for: database)
  }
}
