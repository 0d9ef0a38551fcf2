import ArgumentParser

/// Damages copies of small databases and archives, and works on them.
@main
struct DamageTrialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "damage-trials",
    abstract: "Damages copies of small databases and archives, and works on them.",
    discussion: "What is done to a copy follows from its number alone.")

  @Argument(help: "What is damaged.")
  var subject: Subject

  @Option(help: "The first number.")
  var first: UInt64 = 1

  @Option(help: "The last number.")
  var last: UInt64 = 1

  @Option(help: "In this process alone: every how manyth number. A line for each goes to standard output.")
  var step: UInt64?

  @Option(help: "How many processes share the work.")
  var workers = 2

  func validate() throws {
    guard first <= last, workers > 0, step != 0 else { throw ValidationError("there is nothing to do") }
  }

  func run() throws {
    if let step { return try TrialRun(subject: subject, seeds: first...last, step: step).run() }
    let table = TrialTable(
      outcomes: try Coordinator(subject: subject, seeds: first...last, workers: workers).run())
    print(table.text)
    guard table.defects == 0, table.outcomes.count == Int(last - first) + 1 else { throw ExitCode.failure }
  }
}

extension Subject: ExpressibleByArgument {}
