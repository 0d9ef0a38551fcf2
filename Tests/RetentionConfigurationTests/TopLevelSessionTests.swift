import Testing

@testable import RetentionConfiguration

/// The warning that opencode 1.x does not bear a top-level `session`.
@Suite struct TopLevelSessionTests {
  private static let beginning =
    "warning: opencode 1.x refuses to start because of this top-level “session” "
    + "(“Unrecognized key: session”, opencode #39431); opencode 2 and retentiond accept it. "
    + "Both versions accept it this way: "

  @Test func `It shows the user's own settings in the other form`() throws {
    let text = """
      {
        "model": "x",
        "session": { // limits
          "maxSizeMB": 0.50, "keep": ["ses_1",], "archive": {"directory": "/srv/a", "level": 2},
        },
        "experimental": {"session": {"archive": {"level": 5}, "maxSessions": 3}},
      }
      """
    let home = try Home([".config/opencode/opencode.jsonc": text])
    #expect(
      try home.findings()
        == "$HOME/.config/opencode/opencode.jsonc:3:3: " + Self.beginning
        + #""experimental": {"session": {"maxSizeMB": 0.50, "keep": ["ses_1"], "#
        + #""archive": {"directory": "/srv/a", "level": 5}, "maxSessions": 3}}"#)
  }

  @Test func `It is said once for all files`() throws {
    let home = try Home(
      [
        ".config/opencode/config.json": #"{"session": {"maxSessions": 1}}"#,
        ".config/opencode/opencode.json": #"{"session": {"maxSessions": 2}}"#,
      ], variables: ["OPENCODE_CONFIG_CONTENT": #"{"session": {"maxSessions": 3}}"#])
    let configuration = try home.load()
    #expect(configuration.policy.maxSessions == 3)
    #expect(configuration.warnings.map(\.code) == [.topLevelSession])
    #expect(
      try home.findings()
        == "$HOME/.config/opencode/config.json:1:2: " + Self.beginning
        + #""experimental": {"session": {"maxSessions": 1}}. "#
        + "The same goes for $HOME/.config/opencode/opencode.json, OPENCODE_CONFIG_CONTENT.")
  }

  @Test(arguments: [
    (".config/retentiond/config.json", #"{"session": {"maxSessions": 1}}"#),
    (".config/opencode/opencode.json", #"{"experimental": {"session": {"maxSessions": 1}}}"#),
  ])
  func `It is not said of other forms`(file: String, text: String) throws {
    let configuration = try Home([file: text]).load()
    #expect(configuration.policy.maxSessions == 1)
    #expect(configuration.warnings == [])
  }
}
