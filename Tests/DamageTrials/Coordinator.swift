import TestSupport

/// Spreads trials over several processes and collects what they say. A process that dies is followed by another
/// one, which goes on behind the trial that killed it.
struct Coordinator {
  let subject: Subject
  let seeds: ClosedRange<UInt64>
  let workers: Int

  /// One trial's result.
  struct Outcome {
    let seed: UInt64
    let kind: String
    let verdict: Verdict
    let detail: String
  }

  func run() throws -> [Outcome] {
    let folder = try TemporaryFolder()
    var first = (0..<UInt64(workers)).map { seeds.lowerBound + $0 }
    var outcomes: [Outcome] = []
    var round = 0
    while first.contains(where: { $0 <= seeds.upperBound }) {
      let started = try first.enumerated().filter { $1 <= seeds.upperBound }.map { number, seed in
        (
          number,
          try Self.start(subject, seed...seeds.upperBound, step: workers, folder.file("\(round)-\(number)"))
        )
      }
      for (number, process) in started {
        let ending = try process.wait()
        let lines = try Self.outcomes(folder.file("\(round)-\(number)"), ending)
        outcomes += lines
        first[number] = ending == .exited(0) ? .max : (lines.last?.seed ?? seeds.upperBound) + UInt64(workers)
      }
      round += 1
    }
    return outcomes.sorted { $0.seed < $1.seed }
  }

  private static func start(
    _ subject: Subject, _ seeds: ClosedRange<UInt64>, step: Int, _ output: String
  ) throws -> ChildProcess {
    try ChildProcess(
      [
        try BuiltProgram.path("damage-trials"), subject.rawValue, "--first", "\(seeds.lowerBound)", "--last",
        "\(seeds.upperBound)", "--step", "\(step)",
      ], output: output)
  }

  private static func outcomes(_ path: String, _ ending: ChildProcess.Ending) throws -> [Outcome] {
    try File.text(path).split(separator: "\n").compactMap { line in
      let words = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard words.count >= 3, let seed = UInt64(words[0]) else { return nil }
      if words.count > 3, let verdict = Verdict(rawValue: words[2]) {
        return Outcome(seed: seed, kind: words[1], verdict: verdict, detail: words[3])
      }
      let isTimeout = ending == .signalled(14)
      return Outcome(seed: seed, kind: words[1], verdict: isTimeout ? .hung : .crashed, detail: "\(ending)")
    }
  }
}
