import Glibc
import RetentionPolicy
import TestSupport
import Testing

/// Each file in `Golden` is a case and, below a line of dashes, its plan.
///
/// To write the plans anew, and then read the difference: `RETENTIOND_WRITE_GOLDEN=1 swift test --filter
/// GoldenTests`. A new case is a new file without the dashes.
@Suite struct GoldenTests {
  private static let separator = "\n----\n"

  private static let folder =
    "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Golden"
  private static let names = TemporaryFolder.contents(of: folder)

  @Test func thereAreCases() {
    #expect(Self.names.count >= 20)
  }

  @Test(arguments: names) func planIsAsWritten(_ name: String) throws {
    let file = "\(Self.folder)/\(name)"
    let text = try File.text(file)
    let input = text.firstRange(of: Self.separator).map { String(text[..<$0.lowerBound]) } ?? text
    let golden = try GoldenCase(input)
    let plan = Planner.plan(golden.survey, policy: golden.policy, now: golden.now, after: golden.lastPass)

    let expected = input.trimmingNewlines + "\n" + Self.separator + plan.rendered
    if getenv("RETENTIOND_WRITE_GOLDEN") != nil {
      try File.write(expected, to: file)
    } else {
      #expect(text == expected)
    }
  }
}

extension String {
  fileprivate var trimmingNewlines: String {
    String(reversed().drop(while: \.isNewline).reversed())
  }
}
