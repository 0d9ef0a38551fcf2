import Testing

@testable import RetentionConfiguration

@Suite struct SubstitutionTests {
  @Test(arguments: [
    ("[\"{env:NAME}\"]", "[\"value\"]"),
    ("[{env:NUMBER}, {env:UNSET}]", "[5, ]"),
    ("{env:} {env:NAME", "{env:} {env:NAME"),
    ("\"a{file:text.txt}b\"", #""asays \"hi\"\n\tC:\\xb""#),
    ("\"{file:./folder/../text.txt}\"", #""says \"hi\"\n\tC:\\x""#),
    ("\"{file:{env:FOLDER}/number.txt}\"", "\"7\""),
    ("\"{file:~/number.txt}{file:$HOME/number.txt}\"", "\"77\""),
    ("\"{file:empty.txt}\"", "\"\""),
    ("\"{file:latin1.txt}\"", "\"\u{FFFD}\""),
    ("  // {env:NAME} {file:missing}\n{env:NAME}", "  // {env:NAME} {file:missing}\nvalue"),
    ("1 // {env:NAME}", "1 // value"),
    ("{env:LINES}", "// one\n2"),
    ("{env:CHAIN}", "7"),
  ])
  func `Placeholders are replaced as opencode does`(text: String, result: String) throws {
    let home = try Home(
      [
        "folder/empty.md": "", "text.txt": "\n says \"hi\"\n\tC:\\x \u{A0}\r\n", "number.txt": "7\n",
        "empty.txt": " \n",
      ],
      variables: [
        "NAME": "value", "NUMBER": "5", "FOLDER": "$HOME", "LINES": "// one\n2", "CHAIN": "{file:number.txt}",
      ])
    try home.write([0xE9], to: "latin1.txt")
    var substitution = Substitution(directory: home.folder.path, environment: home.environment)
    let source = try SourceText(validating: Array(text.replacing("$HOME", with: home.folder.path).utf8))
    let substituted = substitution.apply(to: source)
    #expect(String(decoding: substituted.bytes, as: UTF8.self) == result)
    #expect(substitution.failures == [])
  }

  @Test func `Places are those of the file as it stands on disk`() throws {
    let home = try Home(
      [
        ".config/retentiond/config.json": """
        {
          "archive": {"directory": "/{env:LONG}{env:UNSET}/{file:text.txt}", "level": 50},
          {env:KEY}: 5, {env:KEY}: [],
          "maxSessions": {env:ZERO},
        }
        """,
        ".config/retentiond/text.txt": "a\nb\nc",
      ],
      variables: ["LONG": "long long long", "KEY": "\"keep\"", "ZERO": "    0"])
    #expect(
      try home.findings() == """
        $HOME/.config/retentiond/config.json:2:79: error: archive.level must be a whole number from 1 to 19, \
        not 50. Write a number in that range.
        $HOME/.config/retentiond/config.json:3:14: error: keep must be an array of session ids, not 5. \
        Write ["ses_…", "ses_…"].
        $HOME/.config/retentiond/config.json:3:17: error: keep stands twice in one object, first at 3:3. \
        Remove one of the two.
        $HOME/.config/retentiond/config.json:4:18: error: maxSessions must be a whole number from 1 to \
        1000000000, not 0. Write a number in that range.
        """)
  }

  @Test func `A syntax error in a replacement is told at the placeholder`() throws {
    let home = try Home(variables: ["OPENCODE_CONFIG_CONTENT": "{\n\"é\": {env:WORDS}}", "WORDS": "1 \n 2"])
    #expect(
      try home.findings()
        == "OPENCODE_CONFIG_CONTENT:2:6: error: A comma is missing here, before “2”.")
  }

  @Test func `A file that cannot be read is told at the placeholder`() throws {
    let home = try Home([
      ".config/opencode/opencode.json": """
      {
        // {file:not-looked-at}
        "é": "{file:missing.txt}", "b": "{file:.}",
        "experimental": {"session": {
          "maxSizeMB": {file:/nonexistent/number},
          "maxAgeDays": 0}}
      }
      """
    ])
    let correction = "Correct the path, or remove the placeholder."
    #expect(
      try home.findings() == """
        $HOME/.config/opencode/opencode.json:3:9: error: The placeholder {file:missing.txt} cannot be \
        replaced: $HOME/.config/opencode/missing.txt does not exist. \(correction)
        $HOME/.config/opencode/opencode.json:3:36: error: The placeholder {file:.} cannot be replaced: \
        $HOME/.config/opencode/. is a directory, not a file. \(correction)
        $HOME/.config/opencode/opencode.json:5:18: error: The placeholder {file:/nonexistent/number} cannot \
        be replaced: /nonexistent/number does not exist. \(correction)
        """)
  }

  @Test func `A broken placeholder hides no fault on other lines`() throws {
    let home = try Home([
      ".config/retentiond/config.json": """
      {
        "archive": {"directory": "{file:missing}"},
        "maxAgeDays": 0
      }
      """
    ])
    let correction = "Correct the path, or remove the placeholder."
    #expect(
      try home.findings() == """
        $HOME/.config/retentiond/config.json:2:29: error: The placeholder {file:missing} cannot be replaced: \
        $HOME/.config/retentiond/missing does not exist. \(correction)
        $HOME/.config/retentiond/config.json:3:17: error: maxAgeDays must be greater than zero, not 0. \
        Write a number, or leave the key out for no limit.
        """)
  }

  @Test func `The text in a variable may hold placeholders too`() throws {
    let home = try Home(
      ["number": "12"],
      variables: [
        "OPENCODE_CONFIG_CONTENT":
          #"{"experimental": {"session": {"maxSessions": {file:~/number}, "keep": ["{env:ID}"]}}}"#,
        "ID": "ses_1",
      ])
    let configuration = try home.load()
    #expect(configuration.policy.maxSessions == 12)
    #expect(configuration.policy.keep.map(\.rawValue) == ["ses_1"])
    #expect(configuration.sources == ["OPENCODE_CONFIG_CONTENT"])
  }
}
