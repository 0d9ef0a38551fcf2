internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy

/// What a pass did, or would do, for people: a heading and a few lines.
struct PassText {
  private let report: PassReport
  private let restoreCommand: String
  private let width: Int
  private let style: Style

  /// The text of a report.
  ///
  /// - Parameters:
  ///   - restoreCommand: how to call `retentiond restore` so that it looks into the same archive.
  ///   - width: the columns that a table may take.
  init(_ report: PassReport, restoreCommand: String, width: Int, style: Style) {
    self.report = report
    self.restoreCommand = restoreCommand
    self.width = width
    self.style = style
  }

  /// The text, a line break at its end; empty when there is nothing to say but the failure.
  var text: String {
    if report.outcome == .failed, report.evicted.isEmpty, report.archiveFiles.isEmpty { return "" }
    let lines =
      switch report.outcome {
      case .nothingToDo where !report.policy.hasLimit: [heading("")] + withoutLimit
      case .planned where report.evicted.isEmpty: [heading(whyUnchanged)] + planned
      case .planned: [heading(whyUnchanged), ""] + table + [""] + planned
      case .nothingToDo: [heading("nothing to do")] + unneeded
      case .done: [heading("")] + worked
      case .incomplete: [heading("not all of it could be done now")] + worked
      case .interrupted: [heading("stopped by a signal")] + (report.plan == nil ? [] : worked)
      case .failed: [heading("failed")] + worked
      }
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(_ state: String) -> String { report.heading(state, style) }

  private var whyUnchanged: String {
    report.heldBackBy.map { "only looked at, for it lies on \($0.name); nothing was changed" }
      ?? "dry run, nothing was changed"
  }

  private var table: [String] { PlanTable(report.evicted).lines(width: width, style: style) }

  // MARK: Kinds of passes

  private var withoutLimit: [String] {
    var lines = LabelledLines()
    lines.add("used", report.sizes)
    addEvents(to: &lines)
    lines.add("sessions", "\(sessionCount) in \((report.plan?.kept.count ?? 0).counted("tree"))")
    lines.add("limits", "none: nothing is ever removed. To set some, write into opencode.json:")
    return lines.lines + ["", "      " + Policy.exampleSetting]
  }

  private var planned: [String] {
    var lines = LabelledLines()
    addMostEvicted(to: &lines)
    addTrims("trim", to: &lines)
    addLeft(to: &lines)
    if !report.evicted.isEmpty {
      lines.add("evict", "\(report.evictedAmount): \(report.evicted.map(\.reason).summary)")
    }
    if let plan = report.plan {
      lines.add("used", "\(plan.usedBytes.text) now, \(plan.expectedUsedBytes.text) expected afterwards")
    }
    addEvents(to: &lines)
    addKept(to: &lines)
    return lines.lines
  }

  private var unneeded: [String] {
    var lines = LabelledLines()
    lines.add("used", report.sizes)
    addEvents(to: &lines)
    lines.add("limits", report.policy.words)
    addLeft(to: &lines)
    addKept(to: &lines)
    addCheck(to: &lines)
    return lines.lines
  }

  private var worked: [String] {
    var lines = LabelledLines()
    addMostEvicted(to: &lines)
    for file in report.archiveFiles {
      let verified = report.failure == nil && report.outcome != .interrupted ? ", verified" : ""
      lines.add(
        "archived", "\(file.plainBytes.text) → \(file.bytes.text)\(verified): \(file.path.printable)")
    }
    addTrims("trimmed", to: &lines)
    addLeft(to: &lines)
    let trees = report.evicted.map(\.tree)
    if !trees.isEmpty {
      lines.add("evicted", "\(report.evictedAmount), \(ages(of: trees))")
      lines.add("", report.evicted.map(\.reason).summary)
    }
    lines.add("returned", report.returned)
    addKept(to: &lines)
    addCheck(to: &lines)
    if let undo {
      lines.add("undo", undo)
      if let all = mostEvicted?.restoreAll { lines.add("undo all", all) }
      if let catalog = report.archiveFiles.first?.catalogPath {
        // The catalog answers at once; an archive file would have to be read from beginning to end.
        lines.add("ids", "sqlite3 \(catalog.printable.shellQuoted) 'SELECT id, title FROM archived_session'")
      }
    }
    return lines.lines
  }

  /// How to bring back the first of what went; nil when nothing went that can come back.
  private var undo: String? {
    if let tree = report.evicted.first?.tree { return "\(restoreCommand) \(tree.id.text.shellQuoted)" }
    let archived = report.trimmed.filter { $0.archiveFile != nil }
    guard let first = archived.first(where: { $0.eviction.content == .events }) ?? archived.first else {
      return nil
    }
    let id = first.eviction.tree.id.text.shellQuoted
    return first.eviction.content == .events
      ? "\(restoreCommand) --events \(id)"
      : "\(restoreCommand) --from \((first.archiveFile ?? "").shellQuoted) \(id)"
  }

  // MARK: Lines

  private var mostEvicted: MostEvicted? {
    for case .mostEvicted(let share, let archive) in report.warnings {
      return MostEvicted(report: report, share: share, archive: archive, restoreCommand: restoreCommand)
    }
    return nil
  }

  /// What nobody should read over, before everything else.
  private func addMostEvicted(to lines: inout LabelledLines) {
    guard let mostEvicted else { return }
    lines.add("ATTENTION", style.bold(style.yellow(mostEvicted.summary)))
    if let hint = mostEvicted.hint { lines.add("", hint) }
  }

  /// Where most bytes are in large databases of opencode 1.
  private func addEvents(to lines: inout LabelledLines) {
    guard let events = report.events, events.count > 0 else { return }
    let count = events.count.counted("event")
    let replaced = ", \(events.replacedBytes.text) of it copies that newer ones replace"
    lines.add(
      "events", "\(events.bytes.text) of it in \(count)\(events.replacedBytes > .zero ? replaced : "")")
    if report.strangeAggregates > 0 {
      lines.add(
        "",
        "those under \(report.strangeAggregates.counted("name")) that no session can have are left alone")
    }
  }

  private func addKept(to lines: inout LabelledLines) {
    guard let plan = report.plan else { return }
    let why = plan.kept.isEmpty ? "" : ": \(ReasonCounts(plan.kept.map(\.reason)).text(report.policy))"
    lines.add("kept", "\(plan.kept.count.counted("tree"))\(why)")
    if plan.waitingSubagents > 0, let most = report.policy.maxEvictionsPerPass {
      let waiting = plan.waitingSubagents.counted("part")
      lines.add("", "\(waiting) of trees left for the next pass (maxEvictionsPerPass \(most))")
    }
    for warning in report.warnings {
      if case .limitNotMet = warning {
        lines.add("over", style.yellow(Notice(warning, in: report, restoreCommand: restoreCommand).message))
      }
    }
  }

  private func addCheck(to lines: inout LabelledLines) {
    guard let ended = report.check?.ended else { return }
    let tooLarge = report.check?.tooLarge ?? []
    lines.add(
      "checked",
      "\(ended.isoDate), no damage found"
        + (tooLarge.isEmpty ? "" : " (left out: \(tooLarge.map(\.printable).joined(separator: ", ")))"))
  }

  private func addTrims(_ label: String, to lines: inout LabelledLines) {
    for (index, step) in TrimSteps(report).steps.enumerated() {
      lines.add(index == 0 ? label : "", step.text)
    }
  }

  private func addLeft(to lines: inout LabelledLines) {
    for (index, text) in report.left.texts.enumerated() { lines.add(index == 0 ? "leave" : "", text) }
  }

  private func ages(of trees: [SessionTree]) -> String {
    let times = trees.map(report.policy.orderBy.time(of:))
    guard let oldest = times.min(), let newest = times.max() else { return "" }
    let verb = report.policy.orderBy == .created ? "created" : "last active"
    return oldest.isoDate == newest.isoDate
      ? "\(verb) \(oldest.isoDate)" : "\(verb) \(oldest.isoDate) to \(newest.isoDate)"
  }

  private var sessionCount: String {
    (report.plan?.kept ?? []).reduce(0) { $0 + $1.tree.sessions.count }.counted("session")
  }
}

extension String {
  /// The text as one word of a shell.
  var shellQuoted: String {
    let isPlain =
      !isEmpty
      && unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || "0123456789_-./+:@,=".unicodeScalars.contains($0)
      }
    return isPlain ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
