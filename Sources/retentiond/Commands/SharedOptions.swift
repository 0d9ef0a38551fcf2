internal import ArgumentParser
internal import RetentionConfiguration

/// The options that every command has.
struct SharedOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "An opencode database; a pass takes several. Left out: OPENCODE_DB, or opencode.db and every opencode-*.db in opencode's data folder; for restore the one that the session came from, for rebuild the one that holds rows of it.",
      valueName: "file"))
  var database: [String] = []

  @Option(
    help: ArgumentHelp(
      "Read this configuration file and no other. Left out: opencode's files and retentiond's own.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Where the archive is. Left out: archive.directory in the configuration, or ~/.local/share/retentiond/archive.",
      valueName: "folder"))
  var archiveDirectory: String?

  @Option(help: "Results for people or for programs, on standard output.")
  var format = OutputFormat.text

  @Option(help: "Colors: auto is on a terminal where NO_COLOR is not set.")
  var color = ColorChoice.auto

  /// The emphasis on a stream.
  func style(on stream: StandardStream, _ environment: ConfigurationEnvironment) -> Style {
    switch color {
    case .always: Style(isColored: true)
    case .never: .plain
    // https://no-color.org
    case .auto: Style(isColored: stream.isTerminal && environment["NO_COLOR"] == nil)
    }
  }

  /// How `restore` finds the same archive.
  var restoreCommand: String {
    let options = [
      config.map { "--config \(Paths.absolute($0).shellQuoted)" },
      archiveDirectory.map { "--archive-directory \(Paths.absolute($0).shellQuoted)" },
    ]
    return (["retentiond restore"] + options.compactMap(\.self)).joined(separator: " ")
  }

  func validate() throws {
    if (database + [config, archiveDirectory].compactMap(\.self)).contains("") {
      throw ValidationError("a path must not be empty")
    }
  }
}
