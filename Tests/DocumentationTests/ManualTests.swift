import Testing

@testable import RetentionConfiguration
@testable import retentiond

/// The pages of the manual describe what there is, and nothing else.
@Suite struct ManualTests {
  private let command: ManualPage
  private let configuration: ManualPage
  private let service: ManualPage

  init() throws {
    command = try ManualPage("retentiond.1")
    configuration = try ManualPage("retentiond.json.5")
    service = try ManualPage("retentiond.service.8")
  }

  @Test func titlesAreThoseOfTheFiles() {
    #expect(command.title == ["RETENTIOND", "1"])
    #expect(configuration.title == ["RETENTIOND.JSON", "5"])
    #expect(service.title == ["RETENTIOND.SERVICE", "8"])
  }

  @Test func describesEveryOption() {
    let described = command.tags(in: "OPTIONS")
    #expect(Set(described) == CommandLineOptions.all)
    #expect(Set(described).count == described.count)
  }

  @Test func usesNoOtherOption() {
    for section in ["SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "ENVIRONMENT"] {
      #expect(command.longOptions(in: section).isSubset(of: CommandLineOptions.all), "\(section)")
    }
  }

  @Test func describesEveryCommand() {
    let names = Retentiond.configuration.subcommands.map { $0._commandName }
    #expect(command.subsections(of: "COMMANDS").sorted() == names.sorted())
  }

  @Test func describesEveryExitStatus() {
    #expect(command.tags(in: "EXIT STATUS") == ExitStatus.allCases.map { "\($0.rawValue)" })
  }

  @Test func describesEverySetting() {
    let names =
      SettingName.allCases.map(\.rawValue) + ArchiveSettingName.allCases.map { "archive.\($0.rawValue)" }
    #expect(configuration.tags(in: "SETTINGS").sorted() == names.sorted())
  }

  @Test func describesEveryUnit() throws {
    #expect(service.tags(in: "UNITS").sorted() == (try Units.names()).sorted())
  }
}
