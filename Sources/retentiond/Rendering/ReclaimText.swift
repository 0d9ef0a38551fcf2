internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy

/// What giving bytes back came to, or would, for people.
struct ReclaimText {
  private let report: PassReport
  private let style: Style

  /// The text of a report.
  init(_ report: PassReport, style: Style) {
    self.report = report
    self.style = style
  }

  /// The text, a line break at its end; empty when there is nothing to say but the failure.
  var text: String {
    let lines: [String] =
      switch report.outcome {
      case .failed: []
      case .planned: [report.heading("dry run, nothing was changed", style)] + planned
      case .nothingToDo: [report.heading("nothing to do", style)] + used
      case .done: [report.heading("", style)] + worked
      case .incomplete: [report.heading("not all of it could be done now", style)] + worked
      case .interrupted: [report.heading("interrupted", style)] + (report.reclaim == nil ? [] : worked)
      }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  private var planned: [String] {
    guard let prospect = report.prospect else { return [] }
    var lines = LabelledLines()
    if prospect.freeBytes > .zero {
      lines.add("free", "\(prospect.freeBytes.text) would come back, \(report.sizes)")
    }
    if prospect.logBytes > .zero { lines.add("log", "\(prospect.logBytes.text) would be emptied") }
    lines.add("open", prospect.holders.isNobody ? "nobody has the database open" : prospect.holders.text)
    if let lock = prospect.conversionLock {
      lines.add("lock", "about \(lock.text), once: the file is compacted aside and copied back")
    }
    return lines.lines
  }

  private var used: [String] {
    var lines = LabelledLines()
    lines.add("used", report.sizes)
    return lines.lines
  }

  private var worked: [String] {
    var lines = LabelledLines()
    lines.add("returned", report.returned)
    if let lock = report.reclaim?.conversionLock { lines.add("lock", "\(lock.text) at the longest") }
    return lines.lines
  }
}
