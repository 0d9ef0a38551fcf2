internal import SessionArchive

extension Failure {
  /// What an error of the archive comes to.
  init(_ error: ArchiveError) {
    switch error {
    case .file(let path, let operation, let code):
      self.init(
        "archive-file", Self.status(code), "could not \(operation) \(path): \(Self.words(code))",
        Self.remedy(code))
    case .compression(let path, let message):
      self.init(
        "compression", .tryLater, "\(path) could not be compressed or decompressed: \(message)",
        "Run retentiond again when there is more memory.")
    case .damaged(let path, let offset, let why):
      self.init(
        "damaged-archive", .data, "the archive file \(path) is damaged at byte \(offset): \(why)",
        "Bring the file back from a backup. Other sessions in it can be put back all the same, so do not remove it."
      )
    case .differs(let path, let session, let why):
      self.init(
        "archive-differs", .data,
        "what was read back from \(path) is not what the database holds of \(session): \(why)",
        "Run retentiond again; if it happens again, look after the disk.")
    case .notAFolder(let path):
      self.init(
        "archive-not-a-folder", .configuration, "the archive directory \(path) is not a folder",
        "Name another with --archive-directory, or as archive.directory in the configuration.")
    case .notArchived(let id, let directory):
      self.init(
        "not-archived", .notFound, "no archive in \(directory) holds \(id)",
        "Check the id, or name the archive's folder with --archive-directory.")
    case .noEvents(let id, let directory):
      self.init(
        "no-events", .notFound,
        "no archive in \(directory) holds events that went from \(id) and are not back",
        "Check the id. The events of a session that went itself come back with it, without --events.")
    case .notInFile(let id, let path):
      self.init(
        "not-archived", .notFound, "\(path) does not hold \(id)",
        "Check the id and the file; without --from the file is looked for that holds its latest state.")
    case .notInDirectory(let path, let directory):
      self.init(
        "not-in-archive-directory", .notFound, "\(path) does not lie in the archive directory \(directory)",
        "Name the folder that it lies in with --archive-directory.")
    case .exists(let id, let path):
      self.init(
        "exists", .data, "\(id) stands in \(path) and is never overwritten",
        "Remove it in opencode first if you want the archived state instead. Events that went while it stayed come "
          + "back with --events.")
    case .appeared(let id, let path):
      self.init(
        "exists", .data, "\(id) came into \(path) while it was put back, and is never overwritten",
        "Remove it in opencode first if you want the archived state instead.",
        unchanged: "rows of it that were back by then stay with it, all others were taken out again")
    case .absent(let id, let what, let path):
      self.init(
        "absent", .data, "what came of \(id) alone hangs on \(what), which does not stand in \(path)",
        "If the session went into the archive, retentiond restore \(id.rawValue.shellQuoted.printable) brings all of it back; if "
          + "it was lost, retentiond rebuild makes it again from its events.")
    case .cannotRestore(let id, let path, let why):
      self.init(
        "cannot-restore", .data, "\(path) cannot take \(id) back as it was: \(why)",
        "Restore it into another database with --database, or use the archive file, which is plain JSON.")
    }
  }

  /// What a restore of a part of a tree comes to.
  init(_ error: PartialRestore) {
    let cause = Failure(error.cause)
    let back = error.report.sessions.count
    self.init(
      cause.code, cause.status,
      "some of the tree \(error.report.root.text) did not come back: \(cause.cause)",
      "\(cause.remedy) The same command then puts back what is missing.",
      unchanged: "the \(back.counted("session")) that came back before \(back == 1 ? "stays" : "stay")"
        + (cause.unchanged.map { "; as for the rest, \($0)" } ?? ", and nothing is to be seen of the rest"))
  }

  /// What a restore that could not be undone comes to.
  init(_ error: UnsweptRestore) {
    let cause = Failure(error.cause)
    let sweep = Failure(error.sweep)
    self.init(
      cause.code, cause.status,
      cause.cause == sweep.cause ? cause.cause : "\(cause.cause); then \(sweep.cause)", cause.remedy,
      unchanged: "nothing is to be seen of it in opencode, and the next pass over \(error.path) takes out "
        + "the rows that were back by then")
  }
}
