internal import OpencodeStore
public import RetentionPolicy

/// Remembers, from run to run, which threshold each database had reached, so that a timer does not repeat a
/// warning, and a fall with a later rise warns again.
public struct ThresholdState {
  private let folder: String

  /// The state in a folder, which need not exist yet.
  public init(folder: String) {
    self.folder = folder
  }

  private var path: String { folder + "/thresholds" }

  /// The threshold that a database had reached when it was last looked at.
  ///
  /// - Throws: `PassError.file`.
  public func reached(_ database: String) throws -> ByteCount? {
    try read()[database]
  }

  /// Records the threshold that a database has reached; nil: it is below the first.
  ///
  /// - Throws: `PassError.file`.
  public func record(_ threshold: ByteCount?, for database: String) throws {
    var state = try read()
    guard state[database] != threshold else { return }
    state[database] = database.utf8.contains(UInt8(ascii: "\n")) ? nil : threshold
    try Folder.makePrivate(folder)
    let lines = state.sorted { $0.key < $1.key }.map { "\($0.value.bytes) \($0.key)\n" }
    try StateFolder(path: folder).replace("thresholds", with: lines.joined())
  }

  /// One line a database: the threshold in bytes, a space, the path. A path with a line break is not kept.
  private func read() throws -> [String: ByteCount] {
    var state: [String: ByteCount] = [:]
    for line in try StateFolder(path: folder).read("thresholds").split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2, let bytes = Int64(parts[0]) { state[String(parts[1])] = ByteCount(bytes) }
    }
    return state
  }
}
