import TestSupport
import Testing

@testable import RetentionConfiguration

/// What a person sees who wrote one thing wrong.
@Suite struct SettingDiagnosticsTests {
  @Test(arguments: [
    (
      #""maxSizeMB": "200""#,
      #"1:15: error: maxSizeMB must be a positive number, not "200". Write 200 without quotes."#
    ),
    (
      #""maxSizeMB": true"#,
      "1:15: error: maxSizeMB must be a positive number, not true. "
        + "Write a number, or leave the key out for no limit."
    ),
    (
      #""maxSizeMB": "a lot""#,
      #"1:15: error: maxSizeMB must be a positive number, not "a lot". "#
        + "Write a number, or leave the key out for no limit."
    ),
    (
      #""maxSizeMB": "-5""#,
      #"1:15: error: maxSizeMB must be a positive number, not "-5". "#
        + "Write a number, or leave the key out for no limit."
    ),
    (
      #""maxSizeMB": 0"#,
      "1:15: error: maxSizeMB must be greater than zero, not 0. "
        + "Write a number, or leave the key out for no limit."
    ),
    (
      #""maxAgeDays": -0.5"#,
      "1:16: error: maxAgeDays must be greater than zero, not -0.5. "
        + "Write a number, or leave the key out for no limit."
    ),
    (
      #""maxSizeMB": 1e-9"#,
      "1:15: error: maxSizeMB must be at least one byte, not 1e-9. Write a larger number."
    ),
    (
      #""maxAgeDays": 1e-9"#,
      "1:16: error: maxAgeDays must be at least one millisecond, not 1e-9. Write a larger number."
    ),
    (
      #""maxSizeMB": 1e999"#,
      "1:15: error: maxSizeMB must be at most 268435455, not 1e999. Write a smaller number."
    ),
    (
      #""maxAgeDays": 99999999999999999999"#,
      "1:16: error: maxAgeDays must be at most 1000000, not 99999999999999999999. Write a smaller number."
    ),
    (
      #""maxSessions": 1.5"#,
      "1:17: error: maxSessions must be a whole number from 1 to 1000000000, not 1.5. "
        + "Write a number, or leave the key out for no limit."
    ),
    (
      #""maxSessions": 0"#,
      "1:17: error: maxSessions must be a whole number from 1 to 1000000000, not 0. "
        + "Write a number in that range."
    ),
    (
      #""maxSessions": 99999999999999999999"#,
      "1:17: error: maxSessions must be a whole number from 1 to 1000000000, not 99999999999999999999. "
        + "Write a number in that range."
    ),
    (
      #""minIdleHours": 0"#,
      "1:18: error: minIdleHours must be greater than zero, not 0. Leave the key out for the default."
    ),
    (
      #""minIdleHours": null"#,
      "1:18: error: minIdleHours must be a positive number, not null. Leave the key out for the default."
    ),
    (
      #""minIdleHours": 24000001"#,
      "1:18: error: minIdleHours must be at most 24000000, not 24000001. Write a smaller number."
    ),
    (
      #""orderBy": "Activity""#,
      #"1:13: error: orderBy must be "created" or "activity", not "Activity". Did you mean “activity”?"#
    ),
    (
      #""orderBy": "size""#,
      #"1:13: error: orderBy must be "created" or "activity", not "size". Leave the key out for the default."#
    ),
    (
      #""orderBy": 1"#,
      #"1:13: error: orderBy must be "created" or "activity", not 1. Leave the key out for the default."#
    ),
    (
      #""lowWaterPercent": 101"#,
      "1:21: error: lowWaterPercent must be a whole number from 1 to 100, not 101. "
        + "Write a number in that range."
    ),
    (
      #""lowWaterPercent": "90""#,
      #"1:21: error: lowWaterPercent must be a whole number from 1 to 100, not "90". "#
        + "Write 90 without quotes."
    ),
    (
      #""keep": "ses_1""#,
      #"1:10: error: keep must be an array of session ids, not "ses_1". Write ["ses_…", "ses_…"]."#
    ),
    (
      #""keep": ["ses_1", 5, ""]"#,
      #"1:20: error: keep[1] must be a session id in quotes, not 5. Write it as "ses_…"."# + "\n"
        + #"$HOME/settings.json:1:23: error: keep[2] must be a session id in quotes, not "". "#
        + #"Write it as "ses_…"."#
    ),
    (
      #""maxEvictionsPerPass": 0"#,
      "1:25: error: maxEvictionsPerPass must be a whole number from 1 to 1000000000, not 0. "
        + "Write a number in that range."
    ),
    (
      #""events": "delete""#,
      #"1:12: error: events must be "archive", "discard" or "keep", not "delete". "#
        + "Leave the key out for the default."
    ),
    (
      #""orphans": "discard""#,
      #"1:13: error: orphans must be "archive" or "keep", not "discard". Leave the key out for the default."#
    ),
    (
      #""subagentMaxAgeDays": 0"#,
      "1:24: error: subagentMaxAgeDays must be greater than zero, not 0. "
        + "Write a number, or leave the key out for no limit."
    ),
    (
      #""allowNetworkFilesystem": "true""#,
      #"1:28: error: allowNetworkFilesystem must be true or false, not "true". Write true without quotes."#
    ),
    (
      #""allowNetworkFilesystem": null"#,
      "1:28: error: allowNetworkFilesystem must be true or false, not null. "
        + "Leave the key out for the default."
    ),
    (
      #""keepShared": "true""#,
      #"1:16: error: keepShared must be true or false, not "true". Write true without quotes."#
    ),
    (
      #""keepShared": 1"#,
      "1:16: error: keepShared must be true or false, not 1. Leave the key out for the default."
    ),
    (
      #""archive": "/srv/archive""#,
      #"1:13: error: archive must be an object, not "/srv/archive". "#
        + #"Write { "directory": …, "level": … }."#
    ),
    (
      #""archive": {"directory": "archive"}"#,
      #"1:27: error: archive.directory must be an absolute path, or one that begins with ~/, not "archive". "#
        + "A daemon has no folder to start a relative path from."
    ),
    (
      #""archive": {"directory": "/a\u0000b"}"#,
      #"1:27: error: archive.directory must be an absolute path, or one that begins with ~/, "#
        + #"not "/a\u0000b". A daemon has no folder to start a relative path from."#
    ),
    (
      #""archive": {"directory": []}"#,
      "1:27: error: archive.directory must be an absolute path, or one that begins with ~/, not an array. "
        + "Leave the key out for the default."
    ),
    (
      #""archive": {"level": 20}"#,
      "1:23: error: archive.level must be a whole number from 1 to 19, not 20. Write a number in that range."
    ),
    (
      #""archive": {"levle": 3, "level": 4, "level": 5}"#,
      "1:14: error: archive.levle is not a setting of retentiond; did you mean “level”?\n"
        + "$HOME/settings.json:1:38: error: archive.level stands twice in one object, first at 1:26. "
        + "Remove one of the two."
    ),
    (
      #""storage": "s3://bucket""#,
      "1:2: error: storage is not supported yet: retentiond archives to a folder only. "
        + "Remove the key; archive.directory chooses the folder."
    ),
    (
      #""connectionString": null"#,
      "1:2: error: connectionString is not supported yet: retentiond archives to a folder only. "
        + "Remove the key; archive.directory chooses the folder."
    ),
    (
      #""MAXSIZEMB": 1"#,
      "1:2: error: MAXSIZEMB is not a setting of retentiond; did you mean “maxSizeMB”?"
    ),
    (
      #""maxSizeBM": 1"#,
      "1:2: error: maxSizeBM is not a setting of retentiond; did you mean “maxSizeMB”?"
    ),
    (
      #""colour": 1"#,
      "1:2: error: colour is not a setting of retentiond; the settings here are maxSizeMB, maxAgeDays, "
        + "maxSessions, minIdleHours, orderBy, lowWaterPercent, keep, keepShared, maxEvictionsPerPass, "
        + "orphans, migratedCopies, events, eventIdleHours, eventMaxAgeDays, keepLatestEvents, "
        + "subagentMaxAgeDays, "
        + "allowNetworkFilesystem, archive."
    ),
    (
      #""maxSessions": 5, "maxSessions": 6"#,
      "1:20: error: maxSessions stands twice in one object, first at 1:2. Remove one of the two."
    ),
  ])
  func `A setting that is wrong`(setting: String, finding: String) throws {
    let home = try Home(["settings.json": "{\(setting)}"])
    #expect(try home.findings("settings.json") == "$HOME/settings.json:" + finding)
  }

  @Test(arguments: [
    (#"{"experimental": {"session": {"maxSizeMb": 1}}}"#, "1:31", "experimental.session.maxSizeMb"),
    (#"{"session": {"maxSizeMb": 1}}"#, "1:14", "session.maxSizeMb"),
    (#"{"maxSizeMb": 1}"#, "1:2", "maxSizeMb"),
  ])
  func `A key is named with the keys around it`(text: String, place: String, path: String) throws {
    let home = try Home(["settings.json": text])
    let error = try #require(throws: ConfigurationError.self) { try home.load("settings.json") }
    let diagnostic = try #require(error.diagnostics.first)
    #expect(diagnostic.keyPath == path)
    #expect(diagnostic.code == .unknownKey)
    #expect(diagnostic.position?.description == place)
    #expect(diagnostic.message == "\(path) is not a setting of retentiond; did you mean “maxSizeMB”?")
  }

  @Test(arguments: [
    ("[]", "1:1: error: A configuration must be an object, not an array. Put it in { and }."),
    (
      #"{"session": 5}"#,
      "1:13: error: session must be an object, not 5. Put the settings in { and }."
    ),
    (
      #"{"experimental": {"session": null}}"#,
      "1:30: error: experimental.session must be an object, not null. Put the settings in { and }."
    ),
    (
      #"{"session": {}, "session": {}}"#,
      "1:17: error: session stands twice in one object, first at 1:2. Remove one of the two."
    ),
    (
      #"{"experimental": {"session": {}}, "experimental": {}}"#,
      "1:35: error: experimental stands twice in one object, first at 1:2. Remove one of the two."
    ),
    (
      #"{"session": {}, "maxAgeDays": 5}"#,
      "1:17: error: maxAgeDays stands beside “session” or “experimental” and would be ignored. "
        + "Move it into the object that holds the other settings."
    ),
  ])
  func `An object that is not where it must be`(text: String, finding: String) throws {
    let home = try Home(["settings.json": text])
    #expect(try home.findings("settings.json") == "$HOME/settings.json:" + finding)
  }

  @Test func `A home folder that is not known`() throws {
    var home = try Home(["settings.json": #"{"archive": {"directory": "~/a", "level": "{file:~/b}"}}"#])
    home.environment.variables = [:]
    // The placeholder's line says nothing else; see the next line for the directory.
    #expect(
      try home.findings("settings.json")
        == "$HOME/settings.json:1:44: error: The placeholder {file:~/b} cannot be replaced: "
        + "the home folder is not known. Set HOME, or write the whole path.")
    try File.write(#"{"archive": {"directory": "~/a"}}"#, to: home.folder.file("other.json"))
    #expect(
      try home.findings("other.json")
        == #"$HOME/other.json:1:27: error: archive.directory must be an absolute path, not "~/a". "#
        + "HOME is not set and this user has no home folder: write the whole path.")
  }

  @Test func `What is none of our business is left alone`() throws {
    let text = """
      {
        "$schema": "https://opencode.ai/config.json",
        "model": "a", "model": "b",  // not ours to judge
        "experimental": {"batch": true, "batch": 5, "session": {"maxSessions": 3}},
        "storage": {"maxSizeMB": "x"},
      }
      """
    let home = try Home([".config/opencode/opencode.json": text])
    #expect(try home.findings() == "")
    #expect(try home.load().policy.maxSessions == 3)
  }

  @Test func `All faults of all files are told at once`() throws {
    let home = try Home([
      ".config/opencode/config.json":
        "{\n  \"experimental\": {\"session\": {\"maxAgeDays\": 0, \"keep\": 1}}\n}",
      ".config/opencode/opencode.json": "{ \"model\": \"x\" \"theme\": 1 }",
      ".config/retentiond/config.json": "{\"max_sessions\": 1}",
    ])
    try File.makeFolder(home.folder.file(".config/opencode/opencode.jsonc"))
    try File.makeFolder(home.folder.file(".config/retentiond"))
    try File.makeLoop(home.folder.file(".config/retentiond/config.jsonc"))
    #expect(
      try home.findings() == """
        $HOME/.config/opencode/config.json:2:46: error: experimental.session.maxAgeDays must be greater than \
        zero, not 0. Write a number, or leave the key out for no limit.
        $HOME/.config/opencode/config.json:2:57: error: experimental.session.keep must be an array of session \
        ids, not 1. Write ["ses_…", "ses_…"].
        $HOME/.config/opencode/opencode.json:1:15: error: A comma is missing here, before “"”.
        $HOME/.config/opencode/opencode.jsonc: error: This is a directory, not a file. retentiond must be \
        able to read it, or it must not be there.
        $HOME/.config/retentiond/config.json:1:2: error: max_sessions is not a setting of retentiond; \
        did you mean “maxSessions”?
        $HOME/.config/retentiond/config.jsonc: error: This cannot be read (Too many levels of symbolic links). \
        retentiond must be able to read it, or it must not be there.
        """)
  }
}
