import Testing

@testable import RetentionConfiguration

@Suite struct DataLocationsTests {
  @Test(arguments: [
    (
      ["HOME": "/home/a"],
      [
        "/home/a/.local/share/opencode", "/home/a/.local/share/retentiond/archive",
        "/home/a/.local/state/retentiond", "",
      ]
    ),
    (
      ["HOME": "/home/a", "XDG_DATA_HOME": "/data", "XDG_STATE_HOME": "/state", "OPENCODE_DB": "x.db"],
      ["/data/opencode", "/data/retentiond/archive", "/state/retentiond", "/data/opencode/x.db"]
    ),
    (
      ["XDG_DATA_HOME": "/data/", "STATE_DIRECTORY": "/var/lib/retentiond:/other", "OPENCODE_DB": "/x.db"],
      ["/data/opencode", "/data/retentiond/archive", "/var/lib/retentiond", "/x.db"]
    ),
    (
      ["XDG_DATA_HOME": "relative", "XDG_STATE_HOME": "", "STATE_DIRECTORY": "relative", "OPENCODE_DB": ""],
      [
        "/account/.local/share/opencode", "/account/.local/share/retentiond/archive",
        "/account/.local/state/retentiond", "",
      ]
    ),
    (
      ["HOME": "relative", "OPENCODE_DB": ":memory:"],
      [
        "/account/.local/share/opencode", "/account/.local/share/retentiond/archive",
        "/account/.local/state/retentiond", "",
      ]
    ),
  ])
  func `Places follow the environment`(variables: [String: String], expected: [String]) throws {
    let environment = ConfigurationEnvironment(variables: variables, accountHome: "/account")
    let places = try DataLocations(environment)
    #expect(
      [places.dataDirectory, places.archiveDirectory, places.stateDirectory, places.namedDatabase ?? ""]
        == expected)
    #expect(places.defaultDatabase == expected[0] + "/opencode.db")
  }

  @Test(arguments: [([:], "XDG_DATA_HOME"), (["XDG_DATA_HOME": "/data"], "XDG_STATE_HOME")])
  func `Without a home folder the places are unknown`(variables: [String: String], variable: String) throws {
    let environment = ConfigurationEnvironment(variables: variables)
    let error = try #require(throws: ConfigurationError.self) { try DataLocations(environment) }
    #expect(
      error.description
        == "\(variable): error: HOME is not set and this user has no home folder. "
        + "Set HOME, or set \(variable) to an absolute path.")
  }

  @Test func `Without a home folder the given places do`() throws {
    let environment = ConfigurationEnvironment(variables: ["XDG_DATA_HOME": "/d", "STATE_DIRECTORY": "/s"])
    #expect(try DataLocations(environment).stateDirectory == "/s")
  }
}
