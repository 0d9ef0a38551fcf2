/// Decides how many of the trees that are to go are archived and evicted next, so that a pass on a nearly full
/// disk can pay for one batch with the bytes of the one before.
///
/// A batch is as many of the oldest trees as fit, at least one. Where the database gives pages back only after
/// a conversion, and the archive grows on the database's own disk, the first batch is begun only when the
/// conversion is expected to fit in the end: otherwise the pass would fill a disk and get nothing back. Every
/// tree that goes makes that likelier, as its archive takes less than twice its bytes.
public struct BatchPlanner: Sendable {
  /// What is next.
  public enum Decision: Hashable, Sendable {
    /// So many of the oldest trees that are left.
    case evict(count: Int)
    /// None of them: this finds no room.
    case stop(Room.Shortage)
  }

  private let room: Room
  private let estimate: SpaceEstimate
  private let usedBytes: ByteCount
  private let needsConversion: Bool

  /// A decision from what is free now.
  ///
  /// - Parameters:
  ///   - usedBytes: the bytes that the database uses now.
  ///   - needsConversion: whether the database gives no page back before it is converted.
  public init(room: Room, estimate: SpaceEstimate, usedBytes: ByteCount, needsConversion: Bool) {
    self.room = room
    self.estimate = estimate
    self.usedBytes = usedBytes
    self.needsConversion = needsConversion
  }

  /// What is next of the trees that are left, oldest first.
  public func next(_ trees: some Collection<SessionTree>) -> Decision {
    if needsConversion, room.archive.disk == room.database.disk, let shortage = conversionShortage(trees) {
      return .stop(shortage)
    }
    var bytes = ByteCount.zero
    var sessions = 0
    var count = 0
    for tree in trees {
      bytes += tree.bytes
      sessions += tree.sessions.count
      if let shortage = shortage(evicting: bytes, sessions: sessions) {
        return count == 0 ? .stop(shortage) : .evict(count: count)
      }
      count += 1
    }
    return .evict(count: count)
  }

  /// Whether these trees fit into one batch, and the conversion that may follow them.
  public func fitsAtOnce(_ trees: some Collection<SessionTree>) -> Bool {
    let bytes = trees.reduce(ByteCount.zero) { $0 + $1.bytes }
    let sessions = trees.reduce(0) { $0 + $1.sessions.count }
    return shortage(evicting: bytes, sessions: sessions, converting: needsConversion) == nil
  }

  private func shortage(
    evicting bytes: ByteCount, sessions: Int, converting: Bool = false
  ) -> Room.Shortage? {
    let copy = estimate.conversion(of: usedBytes - bytes)
    return room.shortage(
      archive: estimate.archive(of: bytes, sessions: sessions),
      log: max(room.logNeed, converting ? copy : .zero),
      copy: converting ? copy : nil)
  }

  /// What keeps a conversion from fitting after all trees are gone, if all goes as usual; nil when it fits.
  private func conversionShortage(_ trees: some Collection<SessionTree>) -> Room.Shortage? {
    let bytes = trees.reduce(ByteCount.zero) { $0 + $1.bytes }
    let copy = estimate.conversion(of: usedBytes - bytes)
    return room.shortage(archive: estimate.usualArchive(of: bytes), log: copy, copy: copy)
  }
}
