internal import ArgumentParser
internal import RetentionConfiguration
internal import RetentionEngine

/// Gives free pages back to the disk because somebody asked for it.
struct Reclaim: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Give free pages back to the disk now.",
    discussion: """
      A pass does so by itself. It waits, though, with the one conversion that a database needs first, while \
      others have the database open and would be kept from writing for more than two seconds. This command \
      does not wait: it says who has the database open and for how long it will be locked, and then does it. \
      No session is removed.

        retentiond reclaim --dry-run    what would come back, who has the database open, how long the lock
        retentiond reclaim

      The live rows are compacted into a file aside and copied back, which needs room for them twice. \
      opencode waits up to 5 seconds for a lock; a turn that has to wait longer fails.
      """)

  @ParentCommand var parent: Retentiond

  @Flag(help: "Only say what would come back; databases are opened read-only.")
  var dryRun = false

  @OptionGroup var shared: SharedOptions

  @Option(
    help: ArgumentHelp(
      "Where the state between runs is kept. Left out: $STATE_DIRECTORY, or ~/.local/state/retentiond.",
      valueName: "folder"))
  var stateDirectory: String?

  func run() throws {
    if let option = parent.runOption(besides: ["--dry-run", "--state-directory"]) {
      throw ValidationError("\(option) does not go with reclaim")
    }
    let environment = ConfigurationEnvironment.current
    let isOnlyLook = dryRun || parent.dryRun
    var printer = ReclaimPrinter(
      format: shared.format, style: shared.style(on: .output, environment),
      complaints: Complaints(
        style: shared.style(on: .error, environment), voice: isOnlyLook ? nil : .inJournal(environment)))
    do {
      let setup = try Setup(shared, environment)
      let settings = setup.settings(
        stateDirectory: stateDirectory ?? parent.stateDirectory, now: nil, isDryRun: isOnlyLook)
      printer.complaints.voice?.remember(in: settings.stateFolder)
      printer.complaints.note(setup.configuration.warnings)
      let progress = shared.format == .text ? ProgressLine.onStandardError() : nil
      let announcer = printer
      StopSignals.install()
      try DatabaseChoice(named: shared.database, setup.locations).show(in: &printer, progress) { path in
        ReclaimPass(path: path, settings: settings, progress: progress, announce: announcer.announce).run()
      }
    } catch {
      printer.complaints.fail(error, unchanged: ReclaimPrinter.unchanged)
    }
    try printer.finish()
    StopSignals.endIfReceived()
    throw ExitCode(printer.complaints.status.rawValue)
  }
}
