import Testing

@testable import retentiond

/// The help says everything that a command takes.
@Suite struct HelpTests {
  private static let shared = ["--database", "--config", "--archive-directory", "--format", "--color"]

  @Test func rootNamesEveryOption() {
    let help = Retentiond.helpMessage(columns: 100)
    for option in Self.shared + [
      "--once", "--dry-run", "--state-directory", "--version", "--help", "restore",
    ] {
      #expect(help.contains(option), "\(option)")
    }
    #expect(!help.contains("--now"))
    #expect(Retentiond.helpMessage(includeHidden: true, columns: 100).contains("--now"))
    for status in ExitStatus.allCases where status != .defect {
      #expect(help.contains("\(status.rawValue) "))
    }
  }

  @Test func restoreNamesEveryOption() {
    let help = Retentiond.helpMessage(for: Restore.self, columns: 100)
    for option in Self.shared + ["--from", "<id>", "--help"] { #expect(help.contains(option), "\(option)") }
    for option in ["--once", "--dry-run", "--state-directory"] {
      #expect(!help.contains(option), "\(option)")
    }
  }

  @Test func rebuildNamesEveryOption() {
    let help = Retentiond.helpMessage(for: Rebuild.self, columns: 100)
    for option in Self.shared + ["--export", "<id>", "--help"] { #expect(help.contains(option), "\(option)") }
    for option in ["--once", "--dry-run", "--state-directory"] {
      #expect(!help.contains(option), "\(option)")
    }
  }

  @Test func reclaimNamesEveryOption() {
    let help = Retentiond.helpMessage(for: Reclaim.self, columns: 100)
    for option in Self.shared + ["--dry-run", "--state-directory", "--help"] {
      #expect(help.contains(option), "\(option)")
    }
    #expect(!help.contains("--once"))
  }

  @Test func everyCommandHasAnExample() {
    #expect(Retentiond.helpMessage(for: Reclaim.self, columns: 100).contains("retentiond reclaim --dry-run"))
    #expect(Retentiond.helpMessage(columns: 100).contains("retentiond --once --dry-run"))
    #expect(Retentiond.helpMessage(for: Restore.self, columns: 100).contains("retentiond restore ses_"))
    #expect(Retentiond.helpMessage(for: Rebuild.self, columns: 100).contains("--export session.json"))
  }
}
