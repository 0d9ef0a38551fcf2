public import RetentionPolicy

/// A disk on which something finds no room, in figures for people.
public struct SpaceShortage: Hashable, Sendable {
  /// What was to be written.
  public let use: Room.Use
  /// A folder on the disk.
  public let folder: String
  /// What is free there.
  public let free: ByteCount
  /// What of it is left to others.
  public let keptForOthers: ByteCount
  /// What is needed.
  public let needed: ByteCount
  /// A folder that could be made on another disk and take the archive; nil when there is none.
  public let elsewhere: String?

  /// What would have to be freed.
  public var missing: ByteCount { needed + keptForOthers - free }

  /// A shortage in figures.
  init(
    use: Room.Use, folder: String, free: ByteCount, keptForOthers: ByteCount, needed: ByteCount,
    elsewhere: String?
  ) {
    self.use = use
    self.folder = folder
    self.free = free
    self.keptForOthers = keptForOthers
    self.needed = needed
    self.elsewhere = elsewhere
  }
}
