import OpencodeStore
import RetentionEngine
import SessionArchive
import TestSupport

extension Files {
  /// Writes the files into a folder.
  func write(to folder: TemporaryFolder, below place: String? = nil) throws {
    for (name, bytes) in self where name != DatabaseSample.earlierMain {
      let path = folder.file(place.map { "\($0)/\(name)" } ?? name)
      if name.contains("/") || place != nil {
        try File.makeFolder(path.split(separator: "/").dropLast().joined(separator: "/"))
      }
      try File.write(bytes, to: path)
    }
  }

  /// Whether the database and its log stand in a folder as they stand here, byte for byte.
  func isUnchanged(in folder: TemporaryFolder) throws -> Bool {
    try [DatabaseDamage.main, DatabaseDamage.log].allSatisfy { name in
      // SQLite makes an empty log where there is none.
      let there = folder.contents().contains(name) ? try File.bytes(folder.file(name)) : []
      return there == self[name] ?? []
    }
  }
}

extension Error {
  /// Whether it is one of those that retentiond has a sentence for.
  var isTyped: Bool {
    switch self {
    case is SQLiteError, is SchemaError, is ArchiveError, is PassError, is ReclaimError, is FailedRollback:
      true
    default: false
    }
  }
}
