import Testing

/// systemd has no way to share settings between units: they are compared.
@Suite struct UnitTests {
  @Test func userUnitsHaveOneSandbox() throws {
    let agent = try Units.settings(of: "retentiond.service", from: "PrivateUsers=yes")
    let once = try Units.settings(of: "retentiond-once.service", from: "PrivateUsers=yes")
    #expect(agent.count > 25)
    #expect(agent == once)
  }

  @Test func theSystemsUnitHasTheSameAndMore() throws {
    let user = try Units.settings(of: "retentiond.service", from: "PrivateTmp=yes")
    let system = try Units.settings(of: "retentiond@.service", from: "PrivateTmp=yes")
    #expect(user.count > 20)
    #expect(user == system)
  }

  /// What the manual says to write where user name spaces are forbidden takes back all that needs them.
  @Test func theManualTakesBackWhatNeedsNameSpaces() throws {
    let manual = try Readme.read("Units/Manual/retentiond.service.8")
    let sandbox = try Units.settings(of: "retentiond.service", from: "PrivateUsers=yes")
    let names = Set(sandbox.compactMap { $0.split(separator: "=").first })
    for name in names where name.hasPrefix("Private") || name.hasPrefix("Protect") {
      #expect(manual.contains("\n\(name)=no\n"), "\(name)")
    }
  }
}
