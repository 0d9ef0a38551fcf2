internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy
internal import SessionArchive

/// The warnings of what keeps a pass from surprising anybody.
extension Notice {
  /// Nothing goes for its age.
  static func clockInDoubt(_ doubt: ClockDoubt, _ report: PassReport) -> Notice {
    let setting = report.policy.maxAge.map { EvictionReason.age(limit: $0).setting } ?? ""
    let consequence = "so that nothing goes for its age now (\(setting))"
    var fields: [String: JSONValue] = ["now": .integer(report.now.milliseconds)]
    switch doubt {
    case .activityInFuture(let id, let moment):
      fields.merge(["timeActive": .integer(moment.milliseconds), "id": .text(id.rawValue)]) { $1 }
      return Notice(
        "clock-in-doubt",
        "The clock says \(report.now.iso8601), but \(id.text) was active at \(moment.iso8601), more than a day "
          + "later, \(consequence). Set the clock; or, if it is right, remove that session in opencode.",
        fields)
    case .earlierThanLastPass(let moment):
      fields["lastPass"] = .integer(moment.milliseconds)
      return Notice(
        "clock-in-doubt",
        "The clock says \(report.now.iso8601), but the last pass was at \(moment.iso8601), \(consequence). "
          + "Set the clock; if it is right, the pass after this one goes by age again.", fields)
    }
  }

  /// The database lies on a foreign file system.
  static func foreignFileSystem(_ kind: ForeignFileSystem, isAllowed: Bool, _ path: String) -> Notice {
    let message =
      isAllowed
      ? "\(path) lies on \(kind.name), where SQLite's locks cannot be relied on: no other machine may have it "
        + "open meanwhile, or it can be damaged."
      : "\(path) lies on \(kind.name), where SQLite's locks cannot be relied on and writing can damage it: it was "
        + "only looked at, and nothing was changed. Move it to a local disk; or, when no other machine has it "
        + "open, set \"allowNetworkFilesystem\": true."
    return Notice(
      "foreign-file-system", message,
      [
        "path": .text(path), "fileSystem": .text(kind.name),
        "access": .text(isAllowed ? "read-write" : "read-only"),
      ])
  }

  /// The archive lies on a foreign file system.
  static func archive(_ archive: ArchiveDirectory, on kind: ForeignFileSystem) -> Notice {
    Notice(
      "archive-on-foreign-file-system",
      "The archive, \(archive.path), lies on \(kind.name): that what is written there has reached a disk (fsync) "
        + "is the promise of whoever serves it, and this machine cannot check it.",
      ["path": .text(archive.path), "fileSystem": .text(kind.name)])
  }

  /// What an earlier pass had left to know cannot be read.
  static func stateUnreadable(_ error: any Error) -> Notice {
    Notice(
      "state-unreadable",
      "What earlier runs left to know cannot be read: \(Failure(error).cause). A warning of the size may come "
        + "again, and a clock that was set back goes unnoticed.")
  }

  /// What the next pass should know cannot be written.
  static func stateNotWritten(_ error: any Error) -> Notice {
    let failure = Failure(error)
    return Notice(
      "state-not-written",
      "What the next run should know could not be written: \(failure.cause). A warning of the size may come again, "
        + "a clock that is set back goes unnoticed, and the check for damage begins anew. \(failure.remedy)")
  }
}
