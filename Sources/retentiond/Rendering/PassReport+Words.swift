internal import OpencodeStore
internal import RetentionEngine
internal import RetentionPolicy

/// What every report says in the same words.
extension PassReport {
  /// The database, and how its pass ended.
  func heading(_ state: String, _ style: Style) -> String {
    let generation = generation.map { " (\($0.words))" } ?? ""
    return style.bold(path.printable) + generation + (state.isEmpty ? "" : ": \(state)")
  }

  /// What is used and free in the file, and its log.
  var sizes: String {
    let usage = usageAfter ?? usageBefore
    let used = usage?.liveBytes.text ?? "?"
    let free = usage?.freeBytes ?? .zero
    let file = footprintAfter?.databaseSize.text ?? "?"
    let log = footprintAfter?.logSize ?? .zero
    return "\(used) in a file of \(file)" + (free > .zero ? ", \(free.text) free" : "")
      + (log >= .mebibytes(1) ? ", write-ahead log \(log.text)" : "")
  }

  /// What a pass did, in one sentence for the log.
  var summary: String {
    let rows = trimmed.isEmpty ? "" : ", trimmed \(TrimSteps(self).bytes.text)"
    let went = (evicted.isEmpty ? "evicted nothing" : "evicted \(evictedAmount)") + rows
    return "The pass over \(path.printable) \(went) and returned \(max(.zero, bytesReturned).text) to the "
      + "disk in \(durations.sum.text); \(sizes) now."
  }

  /// What went as sessions, such as `12 sessions in 3 trees, 34.1 MB`.
  var evictedAmount: String {
    let sessions = evicted.reduce(0) { $0 + $1.tree.sessions.count }
    let bytes = evicted.reduce(ByteCount.zero) { $0 + $1.tree.bytes }
    let trees = evicted.count(where: \.isWholeTree)
    let others = Set(evicted.filter { !$0.isWholeTree }.map(\.root)).count
    let places = [
      trees == 0 ? nil : trees.counted("tree"), others == 0 ? nil : "parts of \(others.counted("tree"))",
    ]
    return
      "\(sessions.counted("session")) in \(places.compactMap(\.self).joined(separator: " and ")), \(bytes.text)"
  }

  /// What came back to the disk.
  var returned: String {
    let before = footprintBefore?.databaseSize.text ?? "?"
    let after = footprintAfter?.databaseSize.text ?? "?"
    let free = usageAfter?.freeBytes ?? .zero
    let amount = bytesReturned == .zero ? "nothing" : bytesReturned.text
    return "\(amount) to the disk: file \(before) → \(after)"
      + (free > .zero ? ", \(free.text) of it free" : "")
  }
}

extension Generation {
  /// The name that users know.
  fileprivate var words: String {
    switch self {
    case .v1: "opencode 1"
    case .v2: "opencode 2"
    case .upgraded: "opencode 2, upgraded from 1"
    }
  }
}
