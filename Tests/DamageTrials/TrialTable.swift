/// What came of many trials, by kind of damage.
struct TrialTable {
  let outcomes: [Coordinator.Outcome]

  /// The table, and below it each defect with its seed.
  var text: String {
    let verdicts = Verdict.allCases.filter { verdict in outcomes.contains { $0.verdict == verdict } }
    let kinds = outcomes.reduce(into: [String]()) { if !$0.contains($1.kind) { $0.append($1.kind) } }
    var lines = [Self.line("damage", verdicts.map(\.rawValue))]
    for kind in kinds.sorted() { lines.append(Self.line(kind, counts(verdicts, kind))) }
    lines.append(Self.line("all", counts(verdicts, nil)))
    for outcome in outcomes where outcome.verdict.isDefect {
      lines.append("seed \(outcome.seed), \(outcome.kind): \(outcome.verdict.rawValue): \(outcome.detail)")
    }
    return lines.joined(separator: "\n")
  }

  /// How many trials showed a defect.
  var defects: Int { outcomes.count { $0.verdict.isDefect } }

  private func counts(_ verdicts: [Verdict], _ kind: String?) -> [String] {
    verdicts.map { verdict in
      "\(outcomes.count { $0.verdict == verdict && (kind == nil || $0.kind == kind) })"
    }
  }

  private static func line(_ name: String, _ cells: [String]) -> String {
    let start = name + String(repeating: " ", count: max(1, 24 - name.count))
    return start + cells.map { String(repeating: " ", count: max(1, 12 - $0.count)) + $0 }.joined()
  }
}
