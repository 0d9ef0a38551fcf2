internal import Glibc
import TestSupport

/// The names in a folder: those on the disk, and the changes since.
struct DiskFolder {
  /// What a name stands for.
  enum Entry: Hashable {
    case file(ino_t)
    case folder
  }

  private var durable: [String: Entry] = [:]
  /// Each is there as a whole or not.
  private var pending: [[String: Entry?]] = []

  /// Gives a name a meaning; nil removes it.
  mutating func set(_ name: String, _ entry: Entry?) { pending.append([name: entry]) }

  /// Gives an entry another name.
  mutating func rename(_ name: String, to other: String, _ entry: Entry) {
    pending.append([name: nil, other: entry])
  }

  /// Everything is on the disk.
  mutating func synchronize() {
    durable = Self.applying(pending, to: durable)
    pending = []
  }

  /// Some of the changes got to the disk: none, all, or any.
  func remains(using generator: inout SplitMix64) -> [String: Entry] {
    let share = Share.random(using: &generator)
    return Self.applying(pending.filter { _ in share.decides(using: &generator) }, to: durable)
  }

  private static func applying(_ changes: [[String: Entry?]], to entries: [String: Entry]) -> [String: Entry]
  {
    changes.reduce(into: entries) { entries, change in
      for (name, entry) in change { entries[name] = entry }
    }
  }
}
