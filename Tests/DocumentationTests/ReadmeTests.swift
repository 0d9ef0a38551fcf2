import RetentionEngine
import Testing

@testable import RetentionConfiguration
@testable import retentiond

/// What the code knows stands in the README: a new option, key or exit code is not finished without it.
@Suite struct ReadmeTests {
  private let readme: Readme

  init() throws {
    readme = try Readme()
  }

  @Test func namesEveryOption() {
    let help = Retentiond.helpMessage(columns: 100) + Retentiond.helpMessage(for: Restore.self, columns: 100)
    let options = Set(help.matches(of: /--[a-z][a-z-]*/).map { String($0.output) })
    #expect(options.count > 8)
    for option in options.sorted() { #expect(readme.shows(option), "\(option) is not explained") }
  }

  @Test func namesEverySetting() {
    for setting in SettingName.allCases {
      #expect(readme.shows(setting.rawValue), "\(setting.rawValue) is not explained")
    }
    for setting in ArchiveSettingName.allCases {
      #expect(readme.shows("archive.\(setting.rawValue)"), "archive.\(setting.rawValue) is not explained")
    }
  }

  @Test func namesEveryExitStatus() {
    for status in ExitStatus.allCases {
      let row = "| \(status.rawValue) |"
      #expect(readme.text.contains(row), "exit status \(status.rawValue) is not explained")
    }
  }

  @Test func namesEveryOutcome() {
    for outcome in PassReport.Outcome.allCases {
      #expect(readme.shows(outcome.rawValue), "the outcome \(outcome.rawValue) is not explained")
    }
  }

  /// The golden files hold what programs see.
  @Test(arguments: ["done", "dry-run", "stopped", "waiting"])
  func namesEveryKeyOfTheOutput(golden: String) throws {
    let json = try Readme.read("Tests/RetentiondTests/Golden/\(golden).json")
    let keys = Set(json.matches(of: /"([A-Za-z-]+)" :/).map { String($0.output.1) })
    #expect(keys.count > 20)
    for key in keys.sorted() { #expect(readme.shows(key), "the key \(key) is not explained") }
  }
}
