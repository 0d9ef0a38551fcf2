@testable import retentiond

/// What the command line takes, as the help has it.
enum CommandLineOptions {
  /// The long options of all commands.
  static var all: Set<String> {
    let help =
      Retentiond.helpMessage(columns: 100)
      + Retentiond.configuration.subcommands.map { Retentiond.helpMessage(for: $0, columns: 100) }.joined()
    return Set(help.matches(of: /--[a-z][a-z-]*/).map { String($0.output) })
  }
}
