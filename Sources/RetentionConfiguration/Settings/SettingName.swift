/// The keys of the object that holds the settings.
enum SettingName: String, CaseIterable {
  case maxSizeMB
  case maxAgeDays
  case maxSessions
  case minIdleHours
  case orderBy
  case lowWaterPercent
  case keep
  case keepShared
  case maxEvictionsPerPass
  case orphans
  case migratedCopies
  case events
  case eventIdleHours
  case eventMaxAgeDays
  case keepLatestEvents
  case subagentMaxAgeDays
  case allowNetworkFilesystem
  case archive
  case storage
  case connectionString

  /// The names to suggest: those that do something.
  static let offered = allCases.filter { ![storage, connectionString].contains($0) }.map(\.rawValue)
}

/// The keys of `archive`.
enum ArchiveSettingName: String, CaseIterable {
  case directory
  case level

  /// The names to suggest.
  static let offered = allCases.map(\.rawValue)
}
