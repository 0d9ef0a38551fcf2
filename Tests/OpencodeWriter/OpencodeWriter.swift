import ArgumentParser

/// Writes to a database as opencode does, and compares how long that takes with and without retentiond, and with another
/// way of doing the same.
@main
struct OpencodeWriter: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "opencode-writer",
    abstract: "Writes to a database as opencode does, beside a pass of retentiond.",
    subcommands: [WriteCommand.self, CompareCommand.self, TrimCommand.self])
}
