import Glibc
import RetentionPolicy
import Testing

/// Each file in `Golden` is a case and, below a line of dashes, its plan.
///
/// To write the plans anew, and then read the difference: `RETENTIOND_WRITE_GOLDEN=1 swift test --filter
/// GoldenTests`. A new case is a new file without the dashes.
@Suite struct GoldenTests {
  private static let separator = "\n----\n"

  private static func files() throws -> [TextFile] {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    return try TextFile.all(in: "/\(folder)/Golden")
  }

  @Test func thereAreCases() throws {
    #expect(try Self.files().count >= 20)
  }

  @Test(arguments: try files()) func planIsAsWritten(_ file: TextFile) throws {
    let text = try file.read()
    let input = text.firstRange(of: Self.separator).map { String(text[..<$0.lowerBound]) } ?? text
    let golden = try GoldenCase(input)
    let plan = Planner.plan(golden.survey, policy: golden.policy, now: golden.now)

    let expected = input.trimmingNewlines + "\n" + Self.separator + plan.rendered
    if getenv("RETENTIOND_WRITE_GOLDEN") != nil {
      try file.write(expected)
    } else {
      #expect(text == expected)
    }
  }
}

extension TextFile: CustomTestStringConvertible {
  var testDescription: String { path.split(separator: "/").last.map(String.init) ?? path }
}

extension String {
  fileprivate var trimmingNewlines: String {
    String(reversed().drop(while: \.isNewline).reversed())
  }
}
