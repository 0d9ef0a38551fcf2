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
    let options = CommandLineOptions.all
    #expect(options.count > 8)
    for option in options.sorted() { expect(option) }
  }

  @Test func namesEverySetting() {
    for setting in SettingName.allCases { expect(setting.rawValue) }
    for setting in ArchiveSettingName.allCases { expect("archive.\(setting.rawValue)") }
  }

  @Test func namesEveryExitStatus() {
    for status in ExitStatus.allCases {
      let isExplained = readme.text.contains("\n| \(status.rawValue) |")
      #expect(isExplained, "exit status \(status.rawValue) is not explained")
    }
  }

  @Test func namesEveryOutcome() {
    for outcome in PassReport.Outcome.allCases { expect(outcome.rawValue) }
  }

  /// The golden files hold what programs see.
  @Test(arguments: [
    "done", "dry-run", "interrupted", "over", "rebuild", "reclaim", "restore", "stopped", "trimmed",
    "waiting",
  ])
  func namesEveryKeyOfTheOutput(golden: String) throws {
    let json = try Readme.read("Tests/RetentiondTests/Golden/\(golden).json")
    let keys = Set(json.matches(of: /"([A-Za-z-]+)" :/).map { String($0.output.1) })
    #expect(keys.count > 20)
    for key in keys.sorted() { expect(key) }
  }

  private func expect(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    // Not inside the macro, which would print the whole README.
    let isExplained = readme.shows(name)
    #expect(isExplained, "\(name) is not explained", sourceLocation: sourceLocation)
  }
}
