internal import Glibc
internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy

extension Failure {
  /// What an error of the engine comes to.
  init(_ error: PassError) {
    switch error {
    case .missing(let path):
      self.init(
        "missing-database", .notFound, "there is no database at \(path)",
        "Check the path. Where none is named (--database, OPENCODE_DB), opencode's data folder is searched.")
    case .notAFile(let path):
      self.init(
        "not-a-file", .data, "\(path) is not a file but a folder or a device",
        "Name the database file itself, usually opencode.db.")
    case .noAccess(let path, let code):
      self.init(
        "no-access", Self.status(code), "no access to \(path): \(Self.words(code))", Self.remedy(code))
    case .file(let path, let operation, let code):
      self.init(
        "file", Self.status(code), "could not \(operation) \(path): \(Self.words(code))", Self.remedy(code))
    case .insufficientSpace(let shortage): self.init(shortage)
    case .looseRows(let folder):
      self.init(
        "locked", .tryLater,
        "another retentiond, with another archive, is at work in \(folder): it puts sessions back, or takes out rows "
          + "whose sessions do not stand there",
        "Run it again when that is done.")
    case .locked(_, let holder):
      self.init(
        "locked", .tryLater, "another retentiond (\(holder)) is at work on the same archive",
        "Run this again when it has finished.")
    case .foreignFileSystem(let path, let kind):
      self.init(
        "foreign-file-system", .data,
        "\(path) lies on \(kind.name), where SQLite's locks cannot be relied on and writing can damage it",
        "Move it to a local disk, or name one there with --database; or, when no other machine has it open, set "
          + "\"allowNetworkFilesystem\": true.")
    }
  }

  /// What a disk without room comes to.
  private init(_ shortage: SpaceShortage) {
    let choice = shortage.elsewhere.map {
      let besides = shortage.missingBesides > .zero ? "free \(shortage.missingBesides.text) and " : ""
      return ", or \(besides)put the archive on another disk (--archive-directory \($0.shellQuoted), or "
        + "archive.directory in the configuration)"
    }
    let purposes = Room.Use.allCases.filter { shortage.needs[$0] != nil }.map(\.purpose)
    self.init(
      "insufficient-space", .tryLater,
      "the disk of \(shortage.folder) has \(shortage.free.text) free, of which \(shortage.keptForOthers.text) are "
        + "left to others, and \(shortage.needed.text) are needed for \(purposes.joined(separator: " and "))",
      "Free \(shortage.missing.text) there\(choice ?? ""), then run retentiond again.")
  }

  /// What an error of giving bytes back comes to.
  init(_ error: ReclaimError) {
    switch error {
    case .insufficientSpace(let folder, let missing):
      self.init(
        "insufficient-space", .tryLater, "\(missing.text) more are needed on the disk of \(folder)",
        "Free that much there, then run retentiond again.")
    case .missingFile(let path):
      self.init("missing-file", .notFound, "there is no \(path)", "Check the path.")
    case .unexpectedResult(let path, let expectation):
      self.init(
        "unexpected-result", .data, "after the compaction of \(path), \(expectation)",
        "Close opencode, keep a copy of the file, and check it: sqlite3 \(path.shellQuoted) 'PRAGMA integrity_check'"
      )
    case .system(let operation, let path, let code):
      self.init(
        "file", Self.status(code), "\(operation) of \(path) failed: \(Self.words(code))", Self.remedy(code))
    }
  }

  /// What a configuration that cannot be used comes to. The findings themselves are printed line by line.
  init(_ error: ConfigurationError) {
    let errors = error.diagnostics.filter { $0.severity == .error }
    self.init(
      "configuration", .configuration,
      errors.count == 1
        ? "the configuration has an error" : "the configuration has \(errors.count) errors",
      "Correct what the lines above name.")
  }

  /// Nothing to work on.
  static func noDatabase(in folder: String) -> Failure {
    Failure(
      "no-database", .notFound, "no opencode database was found in \(folder)",
      "Start opencode once, or name the file with --database FILE or in OPENCODE_DB.")
  }
}

extension Room.Use {
  /// What takes the room.
  fileprivate var purpose: String {
    switch self {
    case .archive: "the archive"
    case .log: "the write-ahead log"
    case .copy: "the compacted copy without which no byte comes back"
    }
  }
}
