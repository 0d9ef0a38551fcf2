import TestSupport

/// The bytes of a file: those on the disk, and the changes since.
struct DiskFile {
  private enum Change {
    case write(ArraySlice<UInt8>, offset: Int)
    case truncate(size: Int)
  }

  /// What a disk writes as a whole. https://sqlite.org/atomiccommit.html, section 2
  static let sector = 512

  private var durable: [UInt8]
  private var pending: [Change] = []

  /// A file on the disk.
  init(content: [UInt8]) { durable = content }

  /// Writes bytes; they are not on the disk yet.
  mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    pending.append(.write(bytes, offset: offset))
  }

  /// Changes the size; that is not on the disk yet.
  mutating func truncate(to size: Int) { pending.append(.truncate(size: size)) }

  /// Everything is on the disk.
  mutating func synchronize() {
    for change in pending { Self.apply(change, to: &durable) { _ in true } }
    pending = []
  }

  /// Some of the changes got to the disk: none, all, or any, sector by sector. That also stands for writes that
  /// change places: a later one may be there and an earlier one not.
  func remains(using generator: inout SplitMix64) -> [UInt8] {
    let share = Share.random(using: &generator)
    let tears = Bool.random(using: &generator)
    var bytes = durable
    for change in pending {
      let isKept = share.decides(using: &generator)
      switch change {
      case .truncate where !isKept: break
      case .write(let content, let offset) where !isKept && !tears:
        // The size may get to the disk without the bytes.
        if Int.random(in: 0..<4, using: &generator) == 0 {
          Self.apply(.write(content, offset: offset), to: &bytes) { _ in false }
        }
      default: Self.apply(change, to: &bytes) { _ in !tears || share.decides(using: &generator) }
      }
    }
    return bytes
  }

  private static func apply(_ change: Change, to bytes: inout [UInt8], keeping sector: (Int) -> Bool) {
    switch change {
    case .truncate(let size): resize(&bytes, to: size)
    case .write(let content, let offset):
      let end = offset + content.count
      if bytes.count < end { resize(&bytes, to: end) }
      var position = offset
      while position < end {
        let next = min(end, (position / Self.sector + 1) * Self.sector)
        if sector(position / Self.sector) {
          let from = content.startIndex + position - offset
          bytes.replaceSubrange(position..<next, with: content[from..<from + next - position])
        }
        position = next
      }
    }
  }

  private static func resize(_ bytes: inout [UInt8], to size: Int) {
    if size < bytes.count { bytes.removeLast(bytes.count - size) }
    bytes += [UInt8](repeating: 0, count: size - bytes.count)
  }
}

/// How large a part of what was not synced gets to the disk.
struct Share {
  private let percent: Int

  /// Nothing, all, about half, or nearly all: each as likely.
  static func random(using generator: inout SplitMix64) -> Share {
    Share(percent: [0, 50, 90, 100].randomElement(using: &generator) ?? 0)
  }

  /// Whether one change does.
  func decides(using generator: inout SplitMix64) -> Bool {
    Int.random(in: 0..<100, using: &generator) < percent
  }
}
