internal import CLinux
internal import Glibc

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
  private let isOfInterest: (String) -> Bool
  private var watches: [String: Int32] = [:]

  private static let changes = UInt32(
    IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF
      | IN_MOVE_SELF | IN_ONLYDIR)
  /// Of a folder above one that is not there: that something is made in it.
  private static let beginnings = UInt32(IN_CREATE | IN_MOVED_TO | IN_ONLYDIR)
  private static let headerSize = MemoryLayout<inotify_event>.size

  /// Watches nothing yet.
  ///
  /// - Parameter isOfInterest: whether a file's name is one to look at.
  init(_ isOfInterest: @escaping (String) -> Bool) {
    self.isOfInterest = isOfInterest
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
  /// - Returns: those that cannot be watched.
  func watch(_ folders: Set<String>) -> [Refusal] {
    guard let descriptor else { return folders.sorted().map { Refusal(folder: $0, code: refusal) } }
    var masks: [String: UInt32] = [:]
    for folder in folders {
      let place = Self.existing(folder)
      masks[place] = place == folder ? Self.changes : masks[place] ?? Self.beginnings
    }
    for (folder, watch) in watches where masks[folder] == nil {
      inotify_rm_watch(descriptor.number, watch)
    }
    let before = watches.filter { masks[$0.key] != nil }
    watches = [:]
    let refusals: [Refusal] = masks.sorted { $0.key < $1.key }.compactMap { folder, mask in
      // For a folder that is watched already it answers with the same number.
      let watch = inotify_add_watch(descriptor.number, folder, mask)
      guard watch >= 0 else { return Refusal(folder: folder, code: errno) }
      watches[folder] = watch
      return nil
    }
    // Also of a folder that was renamed: the watch went with it.
    for watch in Set(before.values).subtracting(watches.values) {
      inotify_rm_watch(descriptor.number, watch)
    }
    return refusals
  }

  /// The folder itself, or the next one above it that is there.
  static func existing(_ folder: String) -> String {
    var place = folder[...]
    while access(String(place), F_OK) != 0, let slash = place.lastIndex(of: "/"), slash > place.startIndex {
      place = place[..<slash]
    }
    return String(place)
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

  private func concerns(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset + Self.headerSize <= bytes.count {
        let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        let end = offset + Self.headerSize + Int(event.len)
        guard end <= bytes.count else { return true }
        let name = bytes[(offset + Self.headerSize)..<end].prefix { $0 != 0 }
        offset = end
        // That a watch has ended is no event of its own.
        if event.mask & UInt32(IN_IGNORED) != 0 { continue }
        // Without a name it is the folder itself, or the queue that overflowed.
        if name.isEmpty || isOfInterest(String(decoding: name, as: UTF8.self)) { return true }
      }
      return false
    }
  }
}
