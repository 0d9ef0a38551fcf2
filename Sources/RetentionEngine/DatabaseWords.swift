internal import OpencodeStore

/// A file of the state folder that keeps one word for each database: a line is the word, a space, the path.
struct DatabaseWords {
  let folder: String
  let name: String

  /// The words by path. Lines that are none are passed over: what a state file has lost is no reason to stop.
  ///
  /// - Throws: `PassError.file` when the file is there and cannot be read.
  func read() throws -> [String: String] {
    var words: [String: String] = [:]
    for line in try StateFolder(path: folder).read(name).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { words[String(parts[1])] = String(parts[0]) }
    }
    return words
  }

  /// Records the word of a database; nil: it has none any more. A path with a line break is not kept.
  ///
  /// - Throws: `PassError.file`; `ReclaimError.system` when the folder cannot be made.
  func record(_ word: String?, for database: String) throws {
    var words = try read()
    guard words[database] != word, !database.utf8.contains(UInt8(ascii: "\n")) else { return }
    words[database] = word
    try Folder.makePrivate(folder)
    let lines = words.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }
    try StateFolder(path: folder).replace(name, with: lines.joined())
  }
}
