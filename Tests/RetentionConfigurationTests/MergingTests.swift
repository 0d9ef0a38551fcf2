import RetentionPolicy
import TestSupport
import Testing

@testable import RetentionConfiguration

/// Which files are read, and which one wins.
@Suite struct MergingTests {
  /// Every source, from low to high, with what to write there.
  private static let levels = [
    ".config/opencode/config.json",
    ".config/opencode/opencode.json",
    ".config/opencode/opencode.jsonc",
    "named.json",
    "directory/opencode.json",
    "directory/opencode.jsonc",
    "OPENCODE_CONFIG_CONTENT",
    "etc/opencode/opencode.json",
    "etc/opencode/opencode.jsonc",
    ".config/retentiond/config.json",
    ".config/retentiond/config.jsonc",
  ]
  private static let variables = [
    "OPENCODE_CONFIG": "$HOME/named.json", "OPENCODE_CONFIG_DIR": "$HOME/directory",
  ]

  @Test(arguments: levels.indices)
  func `Each source beats all below it`(highest: Int) throws {
    var files: [String: String] = [:]
    var variables = Self.variables
    for (number, level) in Self.levels.enumerated() where number <= highest {
      // Each level also sets a key of its own kind, which must come through where nobody else sets it.
      let text =
        #"{"experimental": {"session": {"maxSessions": \#(number + 1), "keep": ["ses_\#(number)"]}}}"#
      if level == "OPENCODE_CONFIG_CONTENT" { variables[level] = text } else { files[level] = text }
    }
    files[Self.levels[0]] = #"{"experimental": {"session": {"maxAgeDays": 7, "maxSessions": 1}}}"#
    files["named.json"] = files["named.json"] ?? "{}"
    let home = try Home(files, variables: variables)
    let configuration = try home.load()
    #expect(configuration.policy.maxSessions == highest + 1)
    #expect(configuration.policy.maxAge == .days(7))
    #expect(configuration.policy.keep == (highest == 0 ? [] : [SessionID("ses_\(highest)")]))
    #expect(
      configuration.sources.map { $0.replacing(home.folder.path + "/", with: "") }
        == Array(Self.levels[...highest]))
    #expect(configuration.warnings == [])
  }

  @Test func `Nothing is configured`() throws {
    let configuration = try Home().load()
    #expect(configuration == Configuration())
    #expect(!configuration.policy.hasLimit)
    #expect(!configuration.allowsNetworkFilesystem)
  }

  @Test func `Every key comes through`() throws {
    let text = """
      {
        "maxSizeMB": 0.5, "maxAgeDays": 1.5, "maxSessions": 100, "minIdleHours": 0.25,
        "orderBy": "activity", "lowWaterPercent": 75, "keep": ["ses_1", "ses_2"], "keepShared": false,
        "maxEvictionsPerPass": 25, "events": "discard", "eventIdleHours": 2, "eventMaxAgeDays": 0.5,
        "keepLatestEvents": true, "migratedCopies": "keep", "orphans": "keep", "subagentMaxAgeDays": 3,
        "allowNetworkFilesystem": true, "archive": {"directory": "~/archive", "level": 19},
      }
      """
    let home = try Home([".config/retentiond/config.jsonc": text])
    let configuration = try home.load()
    #expect(
      configuration.policy
        == Policy(
          maxSize: ByteCount(524_288), maxAge: .hours(36), maxSessions: 100, minIdle: Milliseconds(900_000),
          orderBy: .activity, lowWaterPercent: 75, keep: [SessionID("ses_1"), SessionID("ses_2")],
          keepShared: false, maxEvictionsPerPass: 25, orphans: .keep, migratedCopies: .keep, events: .discard,
          eventIdle: .hours(2), eventMaxAge: .hours(12), keepLatestEvents: true, subagentMaxAge: .days(3)))
    #expect(configuration.allowsNetworkFilesystem)
    #expect(configuration.archive == ArchiveSettings(directory: "\(home.folder.path)/archive", level: 19))
  }

  @Test(arguments: [
    (#""maxSizeMB": 0.000001"#, Policy(maxSize: ByteCount(1))),
    (#""maxSizeMB": 268435455"#, Policy(maxSize: .mebibytes(268_435_455))),
    (#""maxSizeMB": 2e2"#, Policy(maxSize: .mebibytes(200))),
    (#""maxAgeDays": 1000000"#, Policy(maxAge: .days(1_000_000))),
    (#""maxSessions": 1000000000"#, Policy(maxSessions: 1_000_000_000)),
    (#""minIdleHours": 24000000"#, Policy(minIdle: .hours(24_000_000))),
    (#""lowWaterPercent": 1"#, Policy(lowWaterPercent: 1)),
    (#""eventIdleHours": 24000000"#, Policy(eventIdle: .hours(24_000_000))),
    (#""eventMaxAgeDays": 1000000"#, Policy(eventMaxAge: .days(1_000_000))),
    (#""eventMaxAgeDays": null"#, Policy()), (#""events": "archive""#, Policy()),
    (#""keep": []"#, Policy()), (#""maxEvictionsPerPass": 1"#, Policy(maxEvictionsPerPass: 1)),
  ])
  func `The ends of the ranges are in them`(setting: String, policy: Policy) throws {
    let home = try Home([".config/retentiond/config.json": "{\(setting)}"])
    #expect(try home.load().policy == policy)
  }

  @Test func `null takes a lower file's limit away`() throws {
    let home = try Home([
      ".config/opencode/opencode.json":
        #"{"experimental": {"session": {"maxSizeMB": 5, "maxAgeDays": 5, "maxSessions": 5, "maxEvictionsPerPass": 5}}}"#,
      ".config/retentiond/config.json":
        #"{"maxSizeMB": null, "maxAgeDays": null, "maxSessions": null, "maxEvictionsPerPass": null}"#,
    ])
    #expect(try home.load().policy == Policy())
  }

  @Test func `The archive merges key by key, keep as a whole`() throws {
    let home = try Home([
      ".config/retentiond/config.json":
        #"{"archive": {"directory": "/srv/a", "level": 5}, "keep": ["ses_1"]}"#,
      ".config/retentiond/config.jsonc": #"{"archive": {"level": 6}, "keep": ["ses_2"]}"#,
    ])
    let configuration = try home.load()
    #expect(configuration.archive == ArchiveSettings(directory: "/srv/a", level: 6))
    #expect(configuration.policy.keep == [SessionID("ses_2")])
  }

  @Test(arguments: [".config/retentiond/config.json", ".config/opencode/opencode.json"])
  func `In one file experimental.session beats session, key by key`(file: String) throws {
    let text = """
      {
        "experimental": {"session": {"maxSessions": 1, "archive": {"level": 1}}},
        "session": {"maxSessions": 2, "maxAgeDays": 2, "archive": {"level": 2, "directory": "/srv"}},
      }
      """
    let configuration = try Home([file: text]).load()
    #expect(configuration.policy.maxSessions == 1)
    #expect(configuration.policy.maxAge == .days(2))
    #expect(configuration.archive == ArchiveSettings(directory: "/srv", level: 1))
  }

  @Test(arguments: [
    #"{"session": {"maxSessions": 3}, "model": "x"}"#,
    #"{"experimental": {"session": {"maxSessions": 3}}, "theme": 1}"#,
    #"{"$schema": "x", "maxSessions": 3}"#,
  ])
  func `An explicit file replaces the search, in any of three shapes`(text: String) throws {
    let home = try Home(
      [".config/opencode/opencode.json": "broken", "my.json": text],
      variables: ["OPENCODE_CONFIG_CONTENT": "broken"])
    let configuration = try home.load("my.json")
    #expect(configuration.policy == Policy(maxSessions: 3))
    #expect(configuration.sources == ["\(home.folder.path)/my.json"])
    #expect(configuration.warnings == [])
  }

  @Test func `An explicit opencode.json is read as opencode's`() throws {
    let home = try Home(["project/opencode.json": #"{"model": "x", "maxSessions": 3}"#])
    #expect(try home.load("project/opencode.json") == Configuration())
  }

  @Test func `An explicit file that is missing is an error`() throws {
    #expect(
      try Home().findings("my.json")
        == "$HOME/my.json: error: There is no such file, although --config names it. Correct the path.")
  }

  @Test func `OPENCODE_CONFIG without its file is a warning`() throws {
    let home = try Home(variables: Self.variables)
    #expect(
      try home.findings()
        == "$HOME/named.json: warning: There is no such file, although OPENCODE_CONFIG names it. "
        + "Correct the variable or unset it.")
  }

  @Test(arguments: [
    (["HOME": "$HOME", "XDG_CONFIG_HOME": "$HOME/xdg"], 2), (["XDG_CONFIG_HOME": "$HOME/xdg"], 2),
    (["HOME": "$HOME", "XDG_CONFIG_HOME": "xdg"], 1), (["HOME": "$HOME", "XDG_CONFIG_HOME": ""], 1),
    (["HOME": ""], nil),
  ])
  func `XDG_CONFIG_HOME moves the folder if it is absolute`(
    variables: [String: String], maxSessions: Int?
  ) throws {
    let files = [
      ".config/opencode/opencode.json": #"{"experimental": {"session": {"maxSessions": 1}}}"#,
      "xdg/opencode/opencode.json": #"{"experimental": {"session": {"maxSessions": 2}}}"#,
    ]
    let home = try Home(files, variables: variables.merging(["HOME": variables["HOME"] ?? ""]) { $1 })
    #expect(try home.load().policy.maxSessions == maxSessions)
  }

  @Test func `A file that is named twice is read once`() throws {
    let home = try Home(
      [".config/opencode/opencode.json": "{"],
      variables: [
        "OPENCODE_CONFIG": "$HOME/.config/opencode/opencode.json",
        "OPENCODE_CONFIG_DIR": "$HOME/.config/opencode/",
      ])
    #expect(
      try home.findings()
        == "$HOME/.config/opencode/opencode.json:1:1: error: This “{” is never closed. Add a “}”.")
  }

  @Test func `An empty file sets nothing, nor does /dev/null`() throws {
    let home = try Home(
      [".config/opencode/opencode.json": "", ".config/retentiond/config.json": ""],
      variables: ["OPENCODE_CONFIG": "/dev/null"])
    #expect(try home.load() == Configuration())
  }

  @Test func `A pipe is an error and does not hang`() throws {
    let home = try Home(variables: ["OPENCODE_CONFIG": "$HOME/pipe"])
    try File.makePipe(home.folder.file("pipe"))
    #expect(
      try home.findings()
        == "$HOME/pipe: error: This is a pipe or a socket, not a file. "
        + "retentiond must be able to read it, or it must not be there.")
  }

  @Test func `A file without end is an error`() throws {
    let home = try Home(variables: ["OPENCODE_CONFIG": "/dev/zero"])
    #expect(
      try home.findings()
        == "/dev/zero: error: This is larger than 16 MB. "
        + "retentiond must be able to read it, or it must not be there.")
  }
}
