import Testing

@testable import RetentionConfiguration

@Suite struct EditDistanceTests {
  @Test(arguments: [
    ("", "", 0), ("", "ab", 2), ("keep", "keep", 0), ("kepe", "keep", 1), ("kep", "keep", 1),
    ("keeep", "keep", 1), ("kaap", "keep", 2), ("ekpe", "keep", 2), ("maxSizeBm", "maxSizeMB", 2),
    ("abcdefgh", "keep", 4),
  ])
  func `Slips are counted`(left: String, right: String, distance: Int) {
    #expect(EditDistance.distance(from: left, to: right) == distance)
    #expect(EditDistance.distance(from: right, to: left) == distance)
  }

  @Test(arguments: [
    ("KEEPSHARED", "keepShared"), ("keepshard", "keepShared"), ("kept", "keep"), ("maxAge", nil),
    ("max_sessions", "maxSessions"), ("minIdleHour", "minIdleHours"), ("x", nil), ("storag", nil),
  ])
  func `The closest name is found`(word: String, name: String?) {
    #expect(EditDistance.closest(to: word, among: SettingName.offered) == name)
  }
}
