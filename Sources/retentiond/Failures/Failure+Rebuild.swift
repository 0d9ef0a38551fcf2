internal import Glibc
internal import SessionRebuild

extension Failure {
  private static let asFile = "With --export FILE it is rebuilt from its events into a file."

  /// What an error of a rebuild comes to.
  init(_ error: RebuildError) {
    switch error {
    case .noEvents(let id, let database, let archive):
      self.init(
        "no-events", .notFound,
        "there are no events of \(id)" + (database.map { " in \($0)" } ?? "")
          + ", nor any in the archive \(archive)",
        "Check the id; name the database with --database, or the archive's folder with --archive-directory.")
    case .nothingToRebuild(let id, let events):
      self.init(
        "nothing-to-rebuild", .data,
        "among the \(events.counted("event")) of \(id) there is no copy of it, nor of a message, that can be read",
        "Name another database or archive, if its events lie there, too.")
    case .stands(let id, let path):
      self.init(
        "exists", .data, "\(id) stands in \(path) and is never overwritten",
        "\(Self.asFile) For a state that was archived, remove it in opencode, then run retentiond restore.")
    case .archivedWhole(let id, let file, let archived):
      self.init(
        "archived", .data, "\(file) holds \(id) whole, as it was when it was archived, \(archived.iso8601)",
        "Run retentiond restore \(id.rawValue.shellQuoted.printable), which brings it back exactly as it was. \(Self.asFile)"
      )
    case .rowsArchived(let id, let file):
      self.init(
        "rows-archived", .data,
        "\(file) holds rows of \(id) that no event holds: a pass took them as those of a session that does not exist",
        "Run retentiond restore --from \(file.shellQuoted.printable) \(id.rawValue.shellQuoted.printable) first, then this again; "
          + "once the session stands they cannot come back. \(Self.asFile)")
    case .deleted(let id, let sequence):
      self.init(
        "deleted", .data, "opencode deleted \(id) after its last copy (event \(sequence))",
        "\(Self.asFile) opencode import then brings it back.")
    case .noTables(let id, let path):
      self.init(
        "no-tables", .data,
        "\(path) has no tables of opencode 1, whose sessions alone have events that \(id) could be rebuilt from",
        Self.asFile)
    case .noProject(let id, let path, let project):
      self.init(
        "no-project", .data,
        "the project of \(id)" + (project.map { ", \($0)," } ?? "")
          + " does not stand in \(path), nor does “global”",
        "Open its folder in opencode once, which makes a project. \(Self.asFile)")
    case .cannotTake(let id, let path, let why):
      self.init("cannot-rebuild", .data, "\(path) does not take \(id): \(why)", Self.asFile)
    case .appeared(let id, let path):
      self.init(
        "exists", .data, "\(id) came into \(path) while it was rebuilt, and is never overwritten",
        Self.asFile, unchanged: "rows of it that were in by then stay with it")
    case .exportExists(let path):
      self.init("export-exists", .data, "\(path) exists and is not overwritten", "Name another file.")
    case .export(let path, let operation, let code):
      self.init(
        "export", Self.status(code),
        "could not \(operation) \(path ?? "standard output"): \(Self.words(code))", Self.remedy(code))
    case .severalDatabases(let id, let paths):
      self.init(
        "several-databases", .data, "there are rows of \(id) in \(paths.joined(separator: " and in "))",
        "Say which with --database.")
    }
  }

  /// What a rebuild that could not be undone comes to.
  init(_ error: UnfinishedRebuild) {
    let cause = Failure(error.cause)
    let removal = Failure(error.removal)
    self.init(
      cause.code, cause.status,
      cause.cause == removal.cause ? cause.cause : "\(cause.cause); then \(removal.cause)",
      "\(cause.remedy) The same command goes on with what is there.",
      unchanged: "nothing is to be seen of the session in opencode, but rows of it are in \(error.path)")
  }
}
