internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy

extension Notice {
  /// What a warning of a pass comes to.
  ///
  /// - Parameter restoreCommand: how to call `retentiond restore` so that it looks into the same archive; what
  ///   removes no session does not say it.
  init(_ warning: Warning, in report: PassReport, restoreCommand: String = "retentiond restore") {
    switch warning {
    case .grown(let bytes, let threshold, _): self = .grown(bytes, threshold, report)
    case .limitNotMet(let unmet): self = .limitNotMet(unmet, report)
    case .inUse(let tree):
      self.init(
        "tree-in-use",
        "\(tree.text) was used while the pass ran; it was left as it is, and a later pass looks at it again.",
        ["id": .text(tree.rawValue)])
    case .changed(let tree, _):
      self.init(
        "tree-changed",
        "\(tree.id.text) changed after it was archived; it was left as it is, and a later pass looks at it again.",
        ["id": .text(tree.id.rawValue)])
    case .cameBack(let tree, _):
      self.init(
        "tree-came-back",
        "\(tree.id.text) was written again while its rows were removed; what is left of it was left alone. "
          + "The state before lies in the archive.",
        ["id": .text(tree.id.rawValue)])
    case .rowsLeft(let tree, let count):
      self.init(
        "rows-left",
        "\(count.counted("row")) of \(tree.text) stayed in the database: they were written after it was archived.",
        ["id": .text(tree.rawValue), "rows": .integer(Int64(count))])
    case .unusableSessions(let count):
      self.init(
        "unusable-sessions",
        "\(count.counted("session")) without a usable id (not text, or not valid UTF-8) were left alone.",
        ["sessions": .integer(Int64(count))])
    case .unreadableArchive(let error):
      let failure = Failure(error)
      self.init(
        "unreadable-archive",
        "\(failure.cause); sessions of it that the catalog does not know cannot be put back as long as it is so. Bring "
          + "it back from a backup. Of what is moved out of the archive directory nothing can be put back.")
    case .finishedEarlierPass(let trees):
      self.init(
        "finished-earlier-pass",
        "An earlier pass or restore was interrupted: what it had left of \(trees.counted("tree")), which the archive "
          + "holds, was removed now.", ["trees": .integer(Int64(trees))])
    case .interrupted:
      self.init(
        "interrupted",
        "Stopped on request. What was evicted by then is in the archive; the next pass goes on with the rest."
      )
    case .tablesNotChecked(let tables):
      self.init(
        "tables-not-checked",
        "The full check for damage left out \(tables.map(\.printable).joined(separator: ", ")): it would have "
          + "taken too long. When opencode is closed, sqlite3 \(report.path.shellQuoted) 'PRAGMA quick_check' looks at all.",
        ["tables": .list(tables.map { .text($0) })])
    case .sideFileUnreadable(let tree, let error):
      let failure = Failure(error)
      self.init(
        "side-file-unreadable",
        "\(tree.text) was left in the database, as a file that belongs to it cannot be archived: \(failure.cause). "
          + failure.remedy, ["id": .text(tree.rawValue)])
    case .sideFileLeft(let path, let code):
      self.init(
        "side-file-left",
        "\(path) belongs to an evicted session and lies in the archive, but could not be removed: "
          + "\(Failure.words(code)). Remove it by hand.", ["path": .text(path)])
    case .conversionWaits(let bytes, let lock, let holders): self = .conversionWaits(bytes, lock, holders)
    case .conversionNeedsSpace(let bytes, let folder, let missing):
      self.init(
        "conversion-needs-space",
        "\(bytes.text) of free pages wait to be given back to the disk: the conversion that this takes needs "
          + "\(missing.text) more on the disk of \(folder). opencode uses the free pages meanwhile.",
        ["bytes": .integer(bytes.bytes), "folder": .text(folder), "missing": .integer(missing.bytes)])
    case .longLock(let lock, let holders):
      self.init(
        "long-lock",
        "\(holders.text), and it will be locked for about \(lock.text): who has to write meanwhile waits, "
          + "opencode for up to 5 s.",
        ["predictedLock": .integer(lock.count), "processes": .list(holders.processes.map(\.json))])
    case .stillOver(let bytes, let limit):
      self.init(
        "still-over",
        "\(bytes.text) more than maxSizeMB \(limit.megabytes) are in use after all that was planned was done: "
          + "others wrote meanwhile, or the sizes were misjudged. The next pass goes on.",
        ["bytes": .integer(bytes.bytes)])
    case .freePagesLeft(let bytes):
      self.init(
        "free-pages-left",
        "\(bytes.text) of free pages could not be given back to the disk now; the next pass goes on with them.",
        ["bytes": .integer(bytes.bytes)])
    case .logPinned(let bytes, let readers, let holders): self = .logPinned(bytes, readers, holders)
    case .clockInDoubt(let doubt): self = .clockInDoubt(doubt, report)
    case .mostEvicted(let share, let archive):
      self =
        MostEvicted(report: report, share: share, archive: archive, restoreCommand: restoreCommand).notice
    case .foreignFileSystem(let kind, let isAllowed):
      self = .foreignFileSystem(kind, isAllowed: isAllowed, report.path)
    case .archiveOnForeignFileSystem(let kind, let archive): self = .archive(archive, on: kind)
    case .stateUnreadable(let error): self = .stateUnreadable(error)
    case .stateNotWritten(let error): self = .stateNotWritten(error)
    }
  }

  // MARK: Limits

  private static func grown(_ bytes: ByteCount, _ threshold: ByteCount, _ report: PassReport) -> Notice {
    let policy = report.policy
    let advice =
      if let limit = policy.maxSize {
        "retentiond is set to keep it at \(limit.shortText) (maxSizeMB \(limit.megabytes))."
      } else if policy.hasLimit {
        "retentiond is set to \(policy.words); "
          + "maxSizeMB would bound the size itself."
      } else {
        "Nothing is removed until opencode.json says so, for example: \(Policy.exampleSetting)"
      }
    let after = report.footprintAfter.map(\.size) ?? bytes
    let effect = after < threshold ? " This pass brought it down to \(after.roundText)." : ""
    // Who has set a size limit has done what is suggested.
    let suggestion =
      report.policy.maxSize == nil ? "Consider archiving or enabling auto-retention. " : ""
    return Notice(
      "database-grown",
      "OpenCode database is \(bytes.roundText). \(suggestion)\(advice)\(effect)",
      ["bytes": .integer(bytes.bytes), "threshold": .integer(threshold.bytes)])
  }

  private static func limitNotMet(_ unmet: Plan.UnmetLimit, _ report: PassReport) -> Notice {
    let protected = Set(unmet.protectedBy)
    let reasons = (report.plan?.kept ?? []).filter { protected.contains($0.tree.id) }.map(\.reason)
    let why =
      reasons.isEmpty
      ? "what is over it belongs to no session"
      : "\(reasons.count.counted("tree")) over it \(reasons.count == 1 ? "is" : "are") protected "
        + "(\(ReasonCounts(reasons).text(report.policy)))"
    return Notice(
      "limit-not-met", "\(unmet.limit.setting) cannot be met: \(why).",
      [
        "limit": .text(unmet.limit.code),
        "protectedBy": .list(unmet.protectedBy.map { .text($0.rawValue) }),
      ])
  }

  // MARK: Bytes

  private static func conversionWaits(
    _ bytes: ByteCount, _ lock: Milliseconds, _ holders: FileHolders
  ) -> Notice {
    Notice(
      "conversion-waits",
      "\(bytes.text) of free pages wait to be given back to the disk: \(holders.text), and it would be locked "
        + "for about \(lock.text). Close opencode and run retentiond --once again, or run retentiond reclaim, which "
        + "does not wait.",
      [
        "bytes": .integer(bytes.bytes), "predictedLock": .integer(lock.count),
        "processes": .list(holders.processes.map(\.json)),
      ])
  }

  private static func logPinned(
    _ bytes: ByteCount, _ readers: [LogReader], _ holders: FileHolders?
  ) -> Notice {
    let who =
      readers.isEmpty
      ? holders?.text ?? "another connection uses the database"
      : "\(readers.map(\.process.text).joined(separator: ", ")) \(readers.count == 1 ? "reads" : "read") the database"
    let processes = readers.isEmpty ? holders?.processes ?? [] : readers.map(\.process)
    return Notice(
      "log-pinned",
      "The write-ahead log (\(bytes.text)) could not be emptied: \(who). The next pass tries again.",
      ["bytes": .integer(bytes.bytes), "processes": .list(processes.map(\.json))])
  }
}

extension SessionID {
  /// The id as it may go to a terminal.
  var text: String { rawValue.printable }
}
