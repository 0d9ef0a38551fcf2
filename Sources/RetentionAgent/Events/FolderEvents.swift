internal import CLinux
internal import Glibc
internal import OpencodeStore

/// Says that something happened to the files of some folders. Folders are watched and not files, so that a file
/// that is replaced by a rename is seen. https://man7.org/linux/man-pages/man7/inotify.7.html
final class FolderEvents {
  /// Why a folder is not watched.
  struct Refusal: Hashable {
    let folder: String
    /// The `errno`: `ENOSPC` when the user has as many watches as allowed.
    let code: Int32
  }

  /// To wait for; nil when the user has as many of these as allowed: then no folder is watched.
  let descriptor: Descriptor?
  private let refusal: Int32
  private var isOfInterest: (String) -> Bool = { _ in false }
  /// The names of what is to be made on the way to folders that are not there, and of links on the way to others.
  private var awaited: Set<String> = []
  private var watches: [String: Int32] = [:]
  private var hasLostEvents = false

  /// Of a folder. What may be read, too: a file that nobody could read says what it says from then on.
  private static let changes = UInt32(
    IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF
      | IN_MOVE_SELF | IN_ATTRIB)
  /// Of a folder above one that is not there: that something is made in it.
  private static let beginnings = UInt32(IN_CREATE | IN_MOVED_TO)
  /// Of all folders above: that they go, and the watched one with them. What happens in them wakes nobody.
  private static let moves = UInt32(IN_MOVE_SELF)
  /// One folder may be watched under two names, that of a link among them.
  private static let always = UInt32(IN_ONLYDIR | IN_MASK_ADD)
  private static let headerSize = MemoryLayout<inotify_event>.size

  /// Watches nothing yet.
  init() {
    do throws(AgentError) {
      descriptor = try Descriptor(
        inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)), "watching folders")
      refusal = 0
    } catch {
      descriptor = nil
      refusal = error.code
    }
  }

  /// Whether there may be something to take.
  func isAmong(_ ready: Set<Int32>) -> Bool { descriptor.map { ready.contains($0.number) } ?? false }

  /// Watches these folders and no others; one that was deleted and made again, too. In place of one that is not
  /// there the next folder above it is watched for its being made.
  ///
  /// - Parameter isOfInterest: whether a file's name is one to look at.
  /// - Returns: those that cannot be watched.
  func watch(_ folders: Set<String>, _ isOfInterest: @escaping (String) -> Bool) -> [Refusal] {
    guard let descriptor else { return folders.sorted().map { Refusal(folder: $0, code: refusal) } }
    self.isOfInterest = isOfInterest
    let masks = masks(for: folders)
    for (folder, watch) in watches where masks[folder] == nil {
      inotify_rm_watch(descriptor.number, watch)
    }
    let before = watches.filter { masks[$0.key] != nil }
    watches = [:]
    let refusals: [Refusal] = masks.sorted { $0.key < $1.key }.compactMap { folder, mask in
      // For a folder that is watched already it answers with the same number.
      let watch = inotify_add_watch(descriptor.number, folder, mask | Self.always)
      // A folder above may be one that cannot be read.
      guard watch >= 0 else { return mask == Self.moves ? nil : Refusal(folder: folder, code: errno) }
      watches[folder] = watch
      return nil
    }
    // Also of a folder that was renamed: the watch went with it.
    for watch in Set(before.values).subtracting(watches.values) {
      inotify_rm_watch(descriptor.number, watch)
    }
    return refusals
  }

  /// What is to be watched for in which folder.
  private func masks(for folders: Set<String>) -> [String: UInt32] {
    var masks: [String: UInt32] = [:]
    awaited = []
    for folder in folders {
      let way = PathResolution(folder)
      masks[way.path, default: 0] |= way.next == nil ? Self.changes : Self.beginnings
      awaited.formUnion([way.next].compactMap(\.self))
      for above in way.above { masks[above, default: 0] |= Self.moves }
      // A link may be replaced by one that leads elsewhere.
      for link in way.links {
        masks[Folder.holding(link), default: 0] |= Self.beginnings
        awaited.insert(Folder.name(of: link))
      }
    }
    return masks
  }

  /// Whether something of interest happened since the last time. When events were lost, something may have.
  func take() -> Bool {
    var isOfInterest = false
    while let descriptor {
      let bytes = descriptor.read(upTo: 16_384)
      if bytes.isEmpty { return isOfInterest }
      if concerns(bytes) { isOfInterest = true }
    }
    return isOfInterest
  }

  /// Whether the kernel dropped events since this was asked last.
  func takeLoss() -> Bool {
    defer { hasLostEvents = false }
    return hasLostEvents
  }

  private func concerns(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset + Self.headerSize <= bytes.count {
        let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        let end = offset + Self.headerSize + Int(event.len)
        guard end <= bytes.count else { return true }
        let name = bytes[(offset + Self.headerSize)..<end].prefix { $0 != 0 }
        offset = end
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { hasLostEvents = true }
        // That a watch has ended is no event of its own.
        if event.mask & UInt32(IN_IGNORED) != 0 { continue }
        // Without a name it is the folder itself, or the queue that overflowed.
        let text = String(decoding: name, as: UTF8.self)
        if name.isEmpty || awaited.contains(text) || isOfInterest(text) { return true }
      }
      return false
    }
  }
}
