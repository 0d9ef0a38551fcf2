import Glibc
import OpencodeStore
import TestSupport

/// Runs trials one after the other, and says of each, before and after, what became of it: a crash is then the
/// crash of the last one begun.
struct TrialRun {
  let subject: Subject
  let seeds: ClosedRange<UInt64>
  let step: UInt64

  /// How long a trial may take, in seconds, beside whatever else a machine does.
  private static let longest: UInt32 = 60
  /// How much memory a trial may ask for: a wrong length must not turn into gigabytes.
  private static let mostMemory: rlim_t = 2 << 30

  func run() throws {
    var limit = rlimit(rlim_cur: Self.mostMemory, rlim_max: Self.mostMemory)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    let trial = try subject.trial.init()
    for seed in stride(from: seeds.lowerBound, through: seeds.upperBound, by: Int(step)) {
      alarm(Self.longest)
      say("\(seed)\t\(subject.trial.kind(of: seed))\t")
      let finding: Finding
      do { finding = try trial.run(seed) } catch { finding = Finding(.untyped, "thrown: \(error)") }
      say("\(finding.verdict.rawValue)\t\(finding.detail)\n")
    }
  }

  /// Without a buffer: a crash must not take it along.
  private func say(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(1, $0.baseAddress, $0.count) }
  }
}

/// What is damaged.
enum Subject: String, CaseIterable {
  case database, archive

  var trial: any Trial.Type {
    switch self {
    case .database: DatabaseTrial.self
    case .archive: ArchiveTrial.self
    }
  }
}
