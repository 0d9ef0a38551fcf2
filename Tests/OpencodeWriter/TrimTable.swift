import WriterTrial

/// Ways of removing the same events, side by side.
struct TrimTable {
  let ways: [(name: String, rounds: [TrimFigures])]

  /// A line of the table.
  private struct Line: Sendable {
    let title: String
    let unit: Unit
    /// Whether the largest of all rounds is shown and not the middle one.
    var isWorst = false
    let value: @Sendable (TrimFigures) -> Int64?
  }

  private enum Unit: String, Sendable {
    case none = ""
    case milliseconds = " ms"
    case megabytes = " MB"
  }

  private static let lines = [
    Line(title: "Rows that went", unit: .none) { $0.rows },
    Line(title: "Time", unit: .milliseconds) { $0.time },
    Line(title: "of it survey", unit: .milliseconds) { $0.durations?.survey },
    Line(title: "of it archive", unit: .milliseconds) { $0.durations?.archive },
    Line(title: "of it verify", unit: .milliseconds) { $0.durations?.verify },
    Line(title: "of it evict", unit: .milliseconds) { $0.durations?.evict },
    Line(title: "of it reclaim", unit: .milliseconds) { $0.durations?.reclaim },
    Line(title: "Longest lock while rows went", unit: .milliseconds, isWorst: true) { $0.longestLock },
    Line(title: "The writer's longest wait by then", unit: .milliseconds, isWorst: true) { $0.longestWait },
    Line(title: "Longest lock while bytes came back", unit: .milliseconds, isWorst: true) { figures in
      figures.durations.map { max($0.longestReclaimLock, $0.longestConversionLock) }
    },
    Line(title: "The writer's longest wait then", unit: .milliseconds, isWorst: true) {
      $0.longestWaitAtLast
    },
    Line(title: "Its longest wait alone, before", unit: .milliseconds, isWorst: true) {
      $0.longestWaitBefore
    },
    Line(title: "Its writes", unit: .none) { Int64($0.writes) },
    Line(title: "of them failed", unit: .none, isWorst: true) { Int64($0.failed) },
    Line(title: "Largest log", unit: .megabytes, isWorst: true) { ($0.largestLog + 524_288) >> 20 },
    Line(title: "Returned to the disk", unit: .megabytes) { ($0.returned + 524_288) >> 20 },
  ]

  /// The table, as Markdown.
  var text: String {
    let head = ["", row([""] + ways.map(\.name)), row(Array(repeating: "---", count: ways.count + 1))]
    let body = Self.lines.map { line in
      row([line.title] + ways.map { Self.cell(line, $0.rounds) })
    }
    return (head + body).joined(separator: "\n")
  }

  private func row(_ cells: [String]) -> String {
    "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
  }

  private static func cell(_ line: Line, _ rounds: [TrimFigures]) -> String {
    let values = rounds.compactMap(line.value).sorted()
    guard !values.isEmpty else { return "" }
    return "\(values[line.isWorst ? values.count - 1 : (values.count - 1) / 2])\(line.unit.rawValue)"
  }
}
