internal import OpencodeStore
internal import RetentionPolicy

/// The disks that a pass writes to, looked at whenever it has to decide how to go on.
struct PassDisks {
  private let archive: String
  private let database: String
  private let copies: [String]
  private let freeSpace: FreeSpace
  /// What others keep of each, fixed at the beginning: a share of what is free now would melt away.
  private let kept: [Disk: ByteCount]

  /// The disks of these folders, which exist.
  ///
  /// - Parameter copies: where a conversion may write its copy, the preferred one first.
  /// - Throws: `ReclaimError` when one cannot be looked up.
  init(archive: String, database: String, copies: [String], freeSpace: FreeSpace) throws {
    self.archive = archive
    self.database = database
    self.copies = copies
    self.freeSpace = freeSpace
    var kept: [Disk: ByteCount] = [:]
    for folder in [archive, database] + copies {
      let place = try freeSpace.place(of: folder)
      kept[place.disk] = place.free.keptForOthers
    }
    self.kept = kept
  }

  /// What the pass may take now.
  ///
  /// - Throws: `ReclaimError` when a disk cannot be looked up.
  func room() throws -> Room {
    Room(
      archive: try place(of: archive), database: try place(of: database),
      copies: try copies.map { try place(of: $0) })
  }

  /// Whether the archive takes room from the database.
  var shareArchiveAndDatabase: Bool {
    get throws {
      let room = try room()
      return room.archive.disk == room.database.disk
    }
  }

  /// The error that a shortage comes to, with a folder that would do where there is one.
  ///
  /// - Throws: `ReclaimError` when a disk cannot be looked up.
  func error(_ shortage: Room.Shortage) throws -> PassError {
    let folder =
      shortage.needs[.log] != nil
      ? database : shortage.needs[.archive] != nil ? archive : copies.first ?? database
    let taken = try Set([archive, database].map { try freeSpace.place(of: $0).disk })
    let place = try freeSpace.place(of: folder)
    return .insufficientSpace(
      SpaceShortage(
        needs: shortage.needs, folder: folder, free: place.free, keptForOthers: kept[place.disk] ?? .zero,
        elsewhere: try OtherDisks().folder(with: shortage.needed, notOn: taken, freeSpace)))
  }

  private func place(of folder: String) throws -> Room.Place {
    var place = try freeSpace.place(of: folder)
    place.free = place.free - (kept[place.disk] ?? .zero)
    return place
  }
}
