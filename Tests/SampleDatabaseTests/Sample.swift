import OpencodeStore
import SampleDatabase
import TestSupport

/// A sample database in a folder of its own, removed with it.
struct Sample {
  let folder: TemporaryFolder
  let path: String
  let summary: SampleDatabase.Summary

  init(_ options: SampleDatabase.Options) throws {
    folder = try TemporaryFolder()
    path = folder.file("opencode.db")
    summary = try SampleDatabase.make(at: path, options: options)
  }

  /// The first column of the first row.
  func integer(_ sql: String) throws -> Int64 {
    try Connection(path: path, mode: .readOnly).integer(sql)
  }

  /// The first column of all rows.
  func texts(_ sql: String) throws -> [String] {
    var texts: [String] = []
    try Connection(path: path, mode: .readOnly).prepare(sql).forEachRow { texts.append($0.text(at: 0) ?? "") }
    return texts
  }
}

extension SampleDatabase.Options {
  /// A database of 1 MB: all kinds of rows, few of each.
  static func small(
    _ generation: SampleDatabase.Generation, _ shape: SampleDatabase.Shape = .parts, oddRows: Bool = true
  ) -> SampleDatabase.Options {
    SampleDatabase.Options(
      generation: generation, shape: shape, targetSize: .mebibytes(1), oddRows: oddRows)
  }
}
