public import RetentionPolicy

/// A disk on which something finds no room, in figures for people.
public struct SpaceShortage: Hashable, Sendable {
  /// What was to be written there, and how much of each.
  public let needs: [Room.Use: ByteCount]
  /// A folder on the disk.
  public let folder: String
  /// What is free there.
  public let free: ByteCount
  /// What of it is left to others.
  public let keptForOthers: ByteCount
  /// A folder that could be made on another disk and take the archive; nil when there is none.
  public let elsewhere: String?

  /// What is needed, all together.
  public var needed: ByteCount { needs.values.reduce(.zero, +) }
  /// What would have to be freed.
  public var missing: ByteCount { needed + keptForOthers - free }
  /// What would have to be freed all the same if the archive went elsewhere: the copy can go with it, and the log
  /// stays beside the database. Zero or less: nothing.
  public var missingBesides: ByteCount { needs[.log, default: .zero] + keptForOthers - free }

  /// A shortage in figures.
  init(
    needs: [Room.Use: ByteCount], folder: String, free: ByteCount, keptForOthers: ByteCount,
    elsewhere: String?
  ) {
    self.needs = needs
    self.folder = folder
    self.free = free
    self.keptForOthers = keptForOthers
    self.elsewhere = elsewhere
  }
}
