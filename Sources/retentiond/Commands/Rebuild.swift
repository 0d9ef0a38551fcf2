internal import ArgumentParser
internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy
internal import SessionArchive

/// Puts a session together from its events.
struct Rebuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Rebuild a session whose rows were lost but whose events remain.",
    discussion: """
      opencode 1 writes a full copy of a message, a part or a session into its events at each update. The \
      newest of these, in the database or in the archive, make the session again; the report says what they \
      do not hold. A session that stands in the database is never overwritten.

        retentiond rebuild ses_5f0c2a91effe3NqVtEXAMPLEid
        retentiond rebuild ses_5f0c2a91effe3NqVtEXAMPLEid --export session.json

      A session that was evicted comes back with retentiond restore, exactly as it was.
      """)

  @ParentCommand var parent: Retentiond
  @OptionGroup var shared: SharedOptions

  @Option(
    help: ArgumentHelp(
      "Write a file in the shape of opencode export instead, which opencode import reads; - is standard output. A file that exists is not overwritten.",
      valueName: "file"))
  var export: String?

  @Argument(help: ArgumentHelp("The session to rebuild.", valueName: "id"))
  var id: String

  func validate() throws {
    if shared.database.count > 1 { throw ValidationError("rebuild takes one --database at most") }
    if id.isEmpty { throw ValidationError("an id must not be empty") }
    if export == "" { throw ValidationError("a path must not be empty") }
    if export == "-", shared.format == .json {
      throw ValidationError("--export - leaves no room on standard output for --format json")
    }
  }

  func run() throws {
    if let option = parent.runOption() { throw ValidationError("\(option) does not go with rebuild") }
    let environment = ConfigurationEnvironment.current
    var printer = RebuildPrinter(
      format: shared.format, stream: export == "-" ? .error : .output,
      style: shared.style(on: export == "-" ? .error : .output, environment),
      complaints: Complaints(style: shared.style(on: .error, environment), voice: .inJournal(environment)))
    do {
      let setup = try Setup(shared, environment)
      printer.complaints.note(setup.configuration.warnings)
      printer.archive = setup.archive
      StopSignals.install()
      printer.show(try pass(setup).run(SessionID(id), to: target))
    } catch {
      printer.complaints.fail(error, unchanged: RebuildPrinter.unchanged)
    }
    try printer.finish()
    StopSignals.endIfReceived()
    throw ExitCode(printer.complaints.status.rawValue)
  }

  private var target: RebuildPass.Target {
    export.map { .export(path: $0 == "-" ? nil : Paths.absolute($0)) } ?? .database
  }

  private func pass(_ setup: Setup) throws -> RebuildPass {
    let databases = try DatabaseChoice.paths(named: shared.database, setup.locations)
    // The events may lie in the archive alone; but a session can go into no database then.
    if databases.isEmpty, export == nil { throw Failure.noDatabase(in: setup.locations.dataDirectory) }
    return RebuildPass(
      archive: setup.archive, databases: databases,
      allowsForeignFileSystem: setup.configuration.allowsNetworkFilesystem)
  }
}
