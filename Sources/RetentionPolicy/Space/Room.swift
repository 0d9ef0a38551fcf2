/// A file system, by the number that the kernel gives it: whatever is written to one of its folders takes room
/// from all others.
public struct Disk: Hashable, Sendable {
  /// The device's number.
  public let device: UInt64

  /// The file system of a device.
  public init(device: UInt64) {
    self.device = device
  }
}

/// What is free on the disks that a pass writes to.
public struct Room: Hashable, Sendable {
  /// What a pass writes.
  public enum Use: String, Hashable, Sendable, CaseIterable {
    /// Archive files.
    case archive
    /// The write-ahead log, beside the database.
    case log
    /// The compacted copy of a conversion.
    case copy
  }

  /// A folder's disk.
  public struct Place: Hashable, Sendable {
    /// Which.
    public var disk: Disk
    /// What the pass may take of it.
    public var free: ByteCount

    /// A folder's disk, and what the pass may take of it.
    public init(disk: Disk, free: ByteCount) {
      self.disk = disk
      self.free = free
    }
  }

  /// A disk on which not all finds its room.
  public struct Shortage: Hashable, Sendable {
    /// What is to go there, and how much of each.
    public var needs: [Use: ByteCount]
    /// What the pass may take there.
    public var free: ByteCount

    /// A disk on which not all finds its room.
    public init(needs: [Use: ByteCount], free: ByteCount) {
      self.needs = needs
      self.free = free
    }

    /// What is needed there, all uses together.
    public var needed: ByteCount { needs.values.reduce(.zero, +) }
  }

  /// The archive's disk.
  public var archive: Place
  /// The database's disk, on which its log lies too.
  public var database: Place
  /// The disks on which a conversion's copy may lie, the preferred one first; not empty.
  public var copies: [Place]

  /// The disks of a pass.
  public init(archive: Place, database: Place, copies: [Place]) {
    self.archive = archive
    self.database = database
    self.copies = copies
  }

  /// The largest log that is let grow before it is copied back: less where there is little room.
  public var logBound: ByteCount { min(.mebibytes(16), ByteCount(database.free.bytes / 4)) }

  /// What evicting adds to the log: it is looked at after every slice of rows, each of which may add as much
  /// again. Never copied back, it grew to a fifth of what was evicted, and to half where rows are small.
  var logNeed: ByteCount { logBound + logBound }

  /// What finds no room when all of this is written; nil when all finds its room. Of several places for the
  /// copy one is enough.
  func shortage(archive: ByteCount, log: ByteCount, copy: ByteCount?) -> Shortage? {
    let needs = [(Use.archive, self.archive, archive), (.log, database, log)]
    guard let copy else { return Self.shortage(needs) }
    var first: Shortage?
    for place in copies {
      guard let shortage = Self.shortage(needs + [(.copy, place, copy)]) else { return nil }
      first = first ?? shortage
    }
    return first
  }

  private static func shortage(_ needs: [(use: Use, place: Place, size: ByteCount)]) -> Shortage? {
    let disks = needs.lazy.map { place in
      Shortage(
        needs: Dictionary(
          uniqueKeysWithValues: needs.filter { $0.place.disk == place.place.disk }.map { ($0.use, $0.size) }),
        free: place.place.free)
    }
    return disks.first { $0.needed > $0.free }
  }
}

extension ByteCount {
  /// What others keep of a disk that has so much free when a pass begins: a quarter, and 64 MB at most.
  public var keptForOthers: ByteCount { min(.mebibytes(64), ByteCount(bytes / 4)) }

  /// So many times the count, rounded up; at most the greatest count.
  func scaled(by factor: Double) -> ByteCount {
    ByteCount(Int64(exactly: (Double(bytes) * factor).rounded(.up)) ?? .max)
  }
}
