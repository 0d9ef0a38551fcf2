/// What one sees of a database without reading its sessions: enough to tell whether a pass is worth its time.
public struct Glance: Hashable, Sendable {
  /// The bytes of the database file and its log.
  public var fileBytes: ByteCount
  /// The bytes of the pages that hold something.
  public var usedBytes: ByteCount
  /// The bytes of the pages that hold nothing.
  public var freeBytes: ByteCount
  /// The sessions that no other one is the parent of: as many as there are trees.
  public var treeCount: Int

  /// A glance.
  public init(fileBytes: ByteCount, usedBytes: ByteCount, freeBytes: ByteCount, treeCount: Int) {
    self.fileBytes = fileBytes
    self.usedBytes = usedBytes
    self.freeBytes = freeBytes
    self.treeCount = treeCount
  }
}
