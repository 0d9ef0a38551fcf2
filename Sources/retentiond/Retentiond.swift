internal import ArgumentParser
internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy

/// Keeps opencode's database within limits.
@main
struct Retentiond: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retentiond",
    abstract: "Keep opencode's database within limits, and lose nothing.",
    discussion: """
      Archives the oldest sessions, verifies the archive, then evicts them and gives the bytes back to the \
      disk. Limits come from opencode's configuration; without one nothing is ever removed. Three lines in \
      ~/.config/opencode/opencode.json

        "experimental": {
          "session": { "maxSizeMB": 500, "maxAgeDays": 90, "maxSessions": 1000 }
        }

      and then

        retentiond --once --dry-run     what would be evicted, and why
        retentiond --once               one pass over every opencode database
        retentiond restore ses_…        an evicted session back, exactly as it was
        retentiond rebuild ses_…        a lost session again, from its events
        retentiond reclaim              free pages back to the disk, also where a pass waits

      Exit codes: 0 done or nothing to do, 64 usage, 65 damaged or not opencode's, 69 not found, \
      70 a defect of retentiond, 75 could not finish now, 77 permission, 78 configuration.
      """,
    version: "0.1.0",
    subcommands: [Reclaim.self, Restore.self, Rebuild.self])

  @Flag(help: "Run one pass over each database, then end. Without it: keep watch until a signal.")
  var once = false

  @Flag(help: "With --once: only say what would be done; databases are opened read-only.")
  var dryRun = false

  @OptionGroup var shared: SharedOptions

  @Option(
    help: ArgumentHelp(
      "Where the state between runs is kept. Left out: $STATE_DIRECTORY, or ~/.local/state/retentiond.",
      valueName: "folder"))
  var stateDirectory: String?

  @Option(
    help: ArgumentHelp("The moment to take for the present.", visibility: .hidden), transform: Timestamp.parse
  )
  var now: Timestamp?

  /// The first option given that only a run has; nil when none was. ArgumentParser gives the command above
  /// those of its subcommands, too, wherever they stand.
  ///
  /// - Parameter shared: those that the subcommand has as well.
  func runOption(besides shared: Set<String> = []) -> String? {
    let given = [
      (once, "--once"), (dryRun, "--dry-run"), (stateDirectory != nil, "--state-directory"),
      (now != nil, "--now"),
    ]
    return given.first { $0.0 && !shared.contains($0.1) }?.1
  }

  static func main() {
    Allocator.keepLittle()
    StandardStream.surviveClosedPipes()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(error)
    }
  }

  func validate() throws {
    if stateDirectory == "" { throw ValidationError("a path must not be empty") }
  }

  func run() throws {
    if !once, let option = onceOption { throw onlyWithOnce(option) }
    let environment = ConfigurationEnvironment.current
    guard once else { return try keepWatch(environment) }
    // A dry run is for whoever reads it, wherever that is.
    let voice = dryRun ? nil : EventVoice.inJournal(environment, restoreCommand: shared.restoreCommand)
    var printer = RunPrinter(
      format: shared.format, style: shared.style(on: .output, environment),
      complaints: Complaints(style: shared.style(on: .error, environment), voice: voice),
      restoreCommand: shared.restoreCommand)
    do {
      try runPasses(try Setup(shared, environment), &printer)
    } catch {
      printer.complaints.fail(error, unchanged: "nothing was changed")
    }
    try printer.finish()
    StopSignals.endIfReceived()
    throw ExitCode(printer.complaints.status.rawValue)
  }

  /// Runs the agent until a signal ends it.
  private func keepWatch(_ environment: ConfigurationEnvironment) throws {
    do {
      try AgentCommand(
        options: shared, stateDirectory: stateDirectory, restoreCommand: shared.restoreCommand,
        environment: environment
      ).run()
    } catch {
      var complaints = Complaints(
        style: shared.style(on: .error, environment),
        voice: .inJournal(environment, restoreCommand: shared.restoreCommand))
      complaints.fail(error, unchanged: "nothing was changed")
      throw ExitCode(complaints.status.rawValue)
    }
  }

  private func runPasses(_ setup: Setup, _ printer: inout RunPrinter) throws {
    let settings = setup.settings(stateDirectory: stateDirectory, now: now, isDryRun: dryRun)
    printer.complaints.voice?.remember(in: settings.stateFolder)
    printer.complaints.note(setup.configuration.warnings)
    let progress = shared.format == .text ? ProgressLine.onStandardError() : nil
    StopSignals.install()
    try DatabaseChoice(named: shared.database, setup.locations).show(in: &printer, progress) { path in
      Pass(path: path, settings: settings, progress: progress).run()
    }
  }

  // MARK: Words

  /// The first option given that only a single pass has; nil when none was.
  private var onceOption: String? {
    let given = [
      (dryRun, "--dry-run"), (now != nil, "--now"),
      (shared.format != .text, "--format \(shared.format.rawValue)"),
    ]
    return given.first { $0.0 }?.1
  }

  private func onlyWithOnce(_ option: String) -> ValidationError {
    ValidationError("\(option) goes with --once, as in retentiond --once \(option)")
  }

  /// Ends the process: help and version are results, everything else was said already or is said here.
  private static func end(_ error: any Error) -> Never {
    let code = exitCode(for: error)
    if code.isSuccess {
      StandardStream.output.write(line(fullMessage(for: error)))
    } else {
      let message = message(for: error)
      if !message.isEmpty {
        StandardStream.error.write("retentiond: error: \(message)\nSee retentiond --help.\n")
      }
    }
    exit(withError: ExitCode(code.rawValue))
  }

  private static func line(_ text: String) -> String { text.isEmpty ? "" : text + "\n" }
}
