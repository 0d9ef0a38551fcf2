import RetentionPolicy
import WriterTrial

/// The result of a comparison, as a table.
struct ComparisonText {
  let beside: WriterComparison.BesidePass
  let alone: [WriteRecord]
  let limit: ByteCount
  let writers: Int

  /// The goals of issue 3.
  private static let usualBound = Microseconds.milliseconds(100)
  private static let conversionBound = Microseconds.milliseconds(2_000)

  var text: String {
    let with = WaitStatistics(beside.records)
    let without = WaitStatistics(alone)
    var lines = [
      "",
      "\(writers) writers, database of \(megabytes(beside.before.size)), maxSizeMB \(limit.bytes >> 20); "
        + "the pass: \(beside.output.outcome), \(beside.output.evicted.count) trees, \(milliseconds(beside.duration))",
      "Its longest locks: eviction \(beside.output.durations.longestEvictionLock) ms, "
        + "reclaim \(beside.output.durations.longestReclaimLock) ms, "
        + "conversion \(beside.output.durations.longestConversionLock) ms",
      "", "| | writers alone | beside the pass |", "|---|---|---|",
      "| Writes | \(without.count) | \(with.count) |", "| Failed | \(without.failed) | \(with.failed) |",
    ]
    for (name, share) in [("Median", 500), ("90 %", 900), ("99 %", 990), ("99.9 %", 999)] {
      lines.append(
        "| \(name) | \(milliseconds(without.quantile(perMille: share))) | \(milliseconds(with.quantile(perMille: share))) |"
      )
    }
    lines.append("| Longest | \(milliseconds(without.longest)) | \(milliseconds(with.longest)) |")
    lines += [
      "", "| phase | lasted | writes | 99 % | longest | of it lock | above 100 ms |",
      "|---|---|---|---|---|---|---|",
    ]
    lines += beside.phases.map(line)
    lines += ["", "| goal | | |", "|---|---|---|"] + goals(without)
    lines += beside.output.warnings.map { "\($0.code): \($0.message)" }
    return lines.joined(separator: "\n")
  }

  private func line(_ phase: Phase) -> String {
    let records = beside.records.filter(phase.contains)
    let waits = WaitStatistics(records)
    let longest = records.max { $0.took < $1.took }
    return "| \(phase.name) | \(milliseconds(phase.ended - phase.began)) | \(waits.count) | "
      + "\(milliseconds(waits.quantile(perMille: 990))) | \(milliseconds(waits.longest)) | "
      + "\(milliseconds(longest?.waited ?? Microseconds(0))) | \(waits.count(above: Self.usualBound)) |"
  }

  private func goals(_ without: WaitStatistics) -> [String] {
    let check = beside.check
    let conversion = beside.phases.filter { $0.name == Phase.conversion }
    let inConversion = WaitStatistics(
      beside.records.filter { record in conversion.contains { $0.contains(record) } })
    let others = WaitStatistics(
      beside.records.filter { record in !conversion.contains { $0.contains(record) } })
    let bound = max(Self.usualBound, without.longest)
    let size = beside.after.size
    return [
      goal(
        "No failed write but to evicted sessions", check.failures.isEmpty,
        "\(check.failures.map(\.line).prefix(5))"),
      goal(
        "Nothing written is lost, nothing deleted is back", check.lost.isEmpty && check.ghosts.isEmpty,
        "lost \(check.lost), back \(check.ghosts)"),
      goal(
        "Each session in one place, integrity_check", check.doubled.isEmpty && check.damage.isEmpty,
        "twice \(check.doubled), \(check.damage.prefix(3))"),
      goal(
        "No wait above 100 ms that the bare run has not", others.longest <= bound,
        "\(milliseconds(others.longest)); \(others.count(above: Self.usualBound)) above 100 ms, alone \(without.count(above: Self.usualBound))"
      ),
      goal(
        "No wait above 2 s during the conversion", inConversion.longest <= Self.conversionBound,
        milliseconds(inConversion.longest)),
      goal(
        "File and log under the limit, all writers there", size <= limit,
        "\(megabytes(beside.after.databaseSize)) + \(megabytes(beside.after.logSize)); the log at most \(megabytes(beside.largestLog))"
      ),
    ]
  }

  private func goal(_ what: String, _ isMet: Bool, _ detail: String) -> String {
    "| \(what) | \(isMet ? "met" : "NOT MET") | \(detail) |"
  }

  private func milliseconds(_ time: Microseconds) -> String {
    "\(time.count / 1_000).\(time.count / 100 % 10) ms"
  }

  private func megabytes(_ size: ByteCount) -> String { "\((size.bytes + 524_288) >> 20) MB" }
}
