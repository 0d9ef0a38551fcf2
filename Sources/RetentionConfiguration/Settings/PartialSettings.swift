internal import RetentionPolicy

/// What one object sets, and after merging, what all of them set. What is nil was not mentioned.
struct PartialSettings: Hashable {
  /// A limit, or the wish to have none, which a `null` expresses and which beats a lower file's limit.
  enum Limit<Value: Hashable>: Hashable {
    case off
    case atMost(Value)

    /// The limit; nil for none.
    var value: Value? {
      switch self {
      case .off: nil
      case .atMost(let value): value
      }
    }
  }

  var maxSize: Limit<ByteCount>?
  var maxAge: Limit<Milliseconds>?
  var maxSessions: Limit<Int>?
  var minIdle: Milliseconds?
  var orderBy: Policy.Order?
  var lowWaterPercent: Int?
  var keep: Set<SessionID>?
  var keepShared: Bool?
  var maxEvictionsPerPass: Limit<Int>?
  var orphans: Policy.Handling?
  var migratedCopies: Policy.Handling?
  var events: Policy.Handling?
  var eventIdle: Limit<Milliseconds>?
  var eventMaxAge: Limit<Milliseconds>?
  var keepLatestEvents: Bool?
  var subagentMaxAge: Limit<Milliseconds>?
  var allowsNetworkFilesystem: Bool?
  var archiveDirectory: String?
  var archiveLevel: Int?

  /// Takes over what `higher` mentions, key by key.
  mutating func merge(_ higher: PartialSettings) {
    maxSize = higher.maxSize ?? maxSize
    maxAge = higher.maxAge ?? maxAge
    maxSessions = higher.maxSessions ?? maxSessions
    minIdle = higher.minIdle ?? minIdle
    orderBy = higher.orderBy ?? orderBy
    lowWaterPercent = higher.lowWaterPercent ?? lowWaterPercent
    keep = higher.keep ?? keep
    keepShared = higher.keepShared ?? keepShared
    maxEvictionsPerPass = higher.maxEvictionsPerPass ?? maxEvictionsPerPass
    orphans = higher.orphans ?? orphans
    migratedCopies = higher.migratedCopies ?? migratedCopies
    events = higher.events ?? events
    eventIdle = higher.eventIdle ?? eventIdle
    eventMaxAge = higher.eventMaxAge ?? eventMaxAge
    keepLatestEvents = higher.keepLatestEvents ?? keepLatestEvents
    subagentMaxAge = higher.subagentMaxAge ?? subagentMaxAge
    allowsNetworkFilesystem = higher.allowsNetworkFilesystem ?? allowsNetworkFilesystem
    archiveDirectory = higher.archiveDirectory ?? archiveDirectory
    archiveLevel = higher.archiveLevel ?? archiveLevel
  }

  /// The policy, with the defaults of `Policy` for what nobody mentioned.
  var policy: Policy {
    let defaults = Policy()
    return Policy(
      maxSize: maxSize?.value,
      maxAge: maxAge?.value,
      maxSessions: maxSessions?.value,
      minIdle: minIdle ?? defaults.minIdle,
      orderBy: orderBy ?? defaults.orderBy,
      lowWaterPercent: lowWaterPercent ?? defaults.lowWaterPercent,
      keep: keep ?? defaults.keep,
      keepShared: keepShared ?? defaults.keepShared,
      maxEvictionsPerPass: maxEvictionsPerPass?.value,
      orphans: orphans ?? defaults.orphans,
      migratedCopies: migratedCopies ?? defaults.migratedCopies,
      events: events ?? defaults.events,
      eventIdle: eventIdle?.value,
      eventMaxAge: eventMaxAge?.value,
      keepLatestEvents: keepLatestEvents ?? defaults.keepLatestEvents,
      subagentMaxAge: subagentMaxAge?.value)
  }

  /// The archive's settings, with their defaults.
  var archive: ArchiveSettings {
    ArchiveSettings(directory: archiveDirectory, level: archiveLevel ?? ArchiveSettings.defaultLevel)
  }
}
