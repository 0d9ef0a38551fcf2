internal import ArgumentParser
internal import OpencodeStore
internal import RetentionConfiguration
internal import RetentionEngine
internal import RetentionPolicy
internal import SessionArchive

/// Puts evicted sessions back.
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put evicted sessions back, exactly as they were.",
    discussion: """
      With a session comes its whole tree: the root session and all that descend from it, each as it was \
      archived last. The archive is checked first, the rows are compared with it before they count, and a \
      session that stands in the database is never overwritten.

        retentiond restore ses_5f0c2a91effe3NqVtEXAMPLEid

      The ids in an archive file: zstd -dc FILE | jq -r '.[].info.id'
      """)

  @ParentCommand var parent: Retentiond
  @OptionGroup var shared: SharedOptions

  @Option(
    help: ArgumentHelp(
      "Take the tree from this archive file, as it lies there: a name in the archive directory, or a path into it. Left out: each session as it was archived last.",
      valueName: "file"))
  var from: String?

  @Flag(
    help:
      "Put back the events of sessions that stand in the database, which an earlier pass took out to save space."
  )
  var events = false

  @Argument(help: ArgumentHelp("A session to put back; any id of its tree.", valueName: "id"))
  var ids: [String]

  func validate() throws {
    if shared.database.count > 1 { throw ValidationError("restore takes one --database at most") }
    if events, from != nil { throw ValidationError("--events does not go with --from") }
    if ids.contains("") { throw ValidationError("an id must not be empty") }
    if from == "" { throw ValidationError("a path must not be empty") }
  }

  func run() throws {
    if let option = parent.runOption() { throw ValidationError("\(option) does not go with restore") }
    let environment = ConfigurationEnvironment.current
    var printer = RestorePrinter(
      format: shared.format, style: shared.style(on: .output, environment),
      complaints: Complaints(style: shared.style(on: .error, environment), voice: .inJournal(environment)),
      restoreCommand: restoreCommand)
    do {
      let setup = try Setup(shared, environment)
      printer.complaints.note(setup.configuration.warnings)
      printer.archive = setup.archive
      StopSignals.install()
      let pass = RestorePass(
        archive: setup.archive, database: shared.database.first.map(Paths.real),
        source: try from.map { .file(try Self.name(of: $0, in: setup.archive)) }
          ?? (events ? .events : .latest),
        allowsForeignFileSystem: setup.configuration.allowsNetworkFilesystem)
      printer.show(try pass.run(ids.map(SessionID.init)))
    } catch {
      printer.complaints.fail(error, unchanged: RestorePrinter.unchanged)
    }
    try printer.finish()
    StopSignals.endIfReceived()
    throw ExitCode(printer.complaints.status.rawValue)
  }

  /// The name of an archive file that was given by its name or by a path.
  private static func name(of file: String, in archive: ArchiveDirectory) throws(ArchiveError) -> String {
    guard file.contains("/") else { return file }
    let path = Paths.absolute(file)
    guard Paths.real(Folder.holding(path)) == Paths.real(archive.path) else {
      throw ArchiveError.notInDirectory(path: path, directory: archive.path)
    }
    return String(path.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
  }

  /// How to put sessions from the same archive into the same database.
  private var restoreCommand: String {
    let database = shared.database.first.map { " --database \(Paths.absolute($0).shellQuoted)" }
    return shared.restoreCommand + (database ?? "")
  }
}
