import TestSupport
import Testing

@testable import RetentionConfiguration

/// Whatever a configuration file holds: it is read, or every mistake in it has a place. The time limits are against
/// hangs only: while all tests run at once, waiting for a processor counts.
@Suite struct RandomFileTests {
  @Test(
    "Ten thousand files: no crash, and a place for every mistake", .timeLimit(.minutes(60)), arguments: 1...20
  )
  func randomFiles(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var home = try Home(variables: [
      "NAME": "a\nb\"{file:opencode.json}", "SELF": "{env:SELF}", "QUOTE": "\"", "NUMBER": "12",
    ])
    try File.makePipe(home.folder.file("pipe"))
    try File.makeLoop(home.folder.file("loop"))
    for _ in 0..<500 {
      let bytes = RandomText.any(using: &generator)
      // What is written in opencode's file means other things than in retentiond's own.
      let name = Bool.random(using: &generator) ? "opencode.json" : "config.jsonc"
      try home.write(bytes, to: name)
      expectPlaces(home, name, bytes)
      if let text = String(validating: bytes, as: UTF8.self) {
        home.environment.variables["OPENCODE_CONFIG_CONTENT"] = text
        expectPlaces(home, nil, bytes)
      }
    }
  }

  enum LargeText: CaseIterable {
    case variables, openVariables, emptyPlaceholders, lines, oneLine, comments, escapes, repeatedKeys

    var text: String {
      switch self {
      case .variables:
        String(repeating: " ", count: 1 << 19) + String(repeating: "{env:NONE}", count: 20_000)
      case .openVariables: String(repeating: "{env:", count: 100_000)
      case .emptyPlaceholders: String(repeating: "{file:}", count: 100_000)
      case .lines: "[" + String(repeating: "\n1,", count: 50_000)
      case .oneLine: "[" + String(repeating: "\"é\",", count: 50_000) + "x"
      case .comments: String(repeating: "/*", count: 500_000)
      case .escapes: "\"" + String(repeating: "\\n", count: 500_000)
      case .repeatedKeys: "{" + (0..<10_000).map { "\"a\($0 % 3_000)\": 1" }.joined(separator: ",") + "}"
      }
    }
  }

  @Test(
    "Large files take no longer than reading them", .timeLimit(.minutes(60)), arguments: LargeText.allCases)
  func largeFiles(_ kind: LargeText) throws {
    let home = try Home(["config.jsonc": kind.text])
    expectPlaces(home, "config.jsonc", Array(kind.text.utf8))
  }

  /// Loads a file, or the text in the environment, and looks at all that is said about it.
  private func expectPlaces(_ home: Home, _ name: String?, _ bytes: [UInt8]) {
    let findings: [Diagnostic]
    do throws(ConfigurationError) {
      let file = name.map { home.folder.file($0) }
      findings = try Configuration.load(from: home.environment, explicitFile: file).warnings
    } catch {
      findings = error.diagnostics
      #expect(findings.contains { $0.severity == .error })
    }
    for finding in findings.prefix(200) {
      #expect(!finding.file.isEmpty && !finding.message.isEmpty)
      let isInside = finding.position?.isInside(bytes) ?? (finding.severity == .warning)
      #expect(isInside, "\(finding) in \(bytes.prefix(2_000))")
    }
  }
}
