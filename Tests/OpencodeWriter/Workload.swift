import Glibc
import OpencodeStore
import TestSupport
import WriterTrial

/// The mix of writes: what a few turns under way do, and somebody who tidies up now and then.
final class Workload {
  private let ledger: Ledger
  private let number: Int
  private let writes: SessionWrites
  private var own: [OwnSession] = []
  /// Roots that stood there before, this writer's share of them: some it writes to, some it deletes, and to the rest it
  /// writes when asked.
  private let older: [SessionWrites.Piece]
  private var doomed: [String]
  private let rest: [String]
  private var counter = 0

  /// How many sessions of its own it has at once.
  private static let ownLimit = 12

  private struct OwnSession {
    let id: String
    var message: String?
    var part: SessionWrites.Piece?
  }

  init(
    ledger: Ledger, number: Int, of count: Int, includingTrees: Bool, generator: inout SplitMix64
  ) throws {
    self.ledger = ledger
    self.number = number
    let writes = try SessionWrites(ledger: ledger)
    self.writes = writes
    let share = try writes.roots().filter { Self.share($0, of: count) == number }
    // Large sessions stay as they are unless asked for: to write to one would protect it, and a limit on the size
    // could not be met.
    let chosen = try share.filter { try includingTrees || writes.isSmall($0) }.shuffled(using: &generator)
    let (doomedCount, olderCount) = (min(3, chosen.count / 3), min(5, chosen.count / 3))
    doomed = Array(chosen.prefix(doomedCount))
    rest = Array(chosen.dropFirst(doomedCount + olderCount))
    older = try chosen[doomedCount...].prefix(olderCount).compactMap(writes.anyPiece)
  }

  /// Which of the writers a session belongs to: told by its id alone, as others write, and delete, already.
  private static func share(_ session: String, of count: Int) -> Int {
    Int(session.utf8.reduce(UInt(0)) { $0 &* 31 &+ UInt($1) } % UInt(count))
  }

  /// Makes the first session.
  func begin(_ generator: inout SplitMix64) throws {
    try makeSession(parent: nil)
    try step(&generator)
  }

  /// One write, or the few that belong together.
  func step(_ generator: inout SplitMix64) throws {
    let index = Int.random(in: own.indices, using: &generator)
    switch Int.random(in: 0..<100, using: &generator) {
    case 0..<14: try addMessage(to: index, &generator)
    case 14..<46: try addPart(to: index, &generator)
    case 46..<78: try growPart(of: index, &generator)
    case 78..<90: try writeToOlder(&generator)
    case 90..<96: try makeSession(parent: Int.random(in: 0..<3, using: &generator) == 0 ? own[index].id : nil)
    default: try delete(index, &generator)
    }
    if own.count > Self.ownLimit { try delete(0, &generator) }
  }

  /// Writes once to each of the sessions that stood there before, but for those that it deletes.
  func writeToEachOlder(_ generator: inout SplitMix64) throws {
    for piece in try older + rest.compactMap(writes.anyPiece) {
      try put(piece, .older, text(100...400, &generator))
    }
  }

  private func makeID(_ kind: String) -> String {
    counter += 1
    return "\(kind)_writer\(number)x\(counter)"
  }

  private func text(_ sizes: ClosedRange<Int>, _ generator: inout SplitMix64) -> String {
    let letters = Array("abcdefghijklmnop qrstuvwxyz ")
    return String(
      (0..<Int.random(in: sizes, using: &generator)).map { _ in
        letters.randomElement(using: &generator) ?? " "
      })
  }

  private func makeSession(parent: String?) throws {
    let id = makeID("ses")
    try ledger.write(.session, to: id) {
      try writes.insert(session: id, parent: parent, event: makeID("evt"))
    }
    own.append(OwnSession(id: id))
  }

  private func addMessage(to index: Int, _ generator: inout SplitMix64) throws {
    let (session, id) = (own[index].id, makeID("msg"))
    let text = text(50...200, &generator)
    try ledger.write(.message, to: session) {
      try writes.insert(message: id, of: session, text: text, event: makeID("evt"))
    }
    own[index].message = id
    own[index].part = nil
  }

  private func addPart(to index: Int, _ generator: inout SplitMix64) throws {
    guard let message = own[index].message else { return try addMessage(to: index, &generator) }
    let piece = SessionWrites.Piece(session: own[index].id, message: message, id: makeID("prt"))
    try put(piece, .part, text(50...400, &generator))
    own[index].part = piece
  }

  private func growPart(of index: Int, _ generator: inout SplitMix64) throws {
    guard let piece = own[index].part else { return try addPart(to: index, &generator) }
    try put(piece, .part, text(200...800, &generator))
  }

  private func writeToOlder(_ generator: inout SplitMix64) throws {
    guard let piece = older.randomElement(using: &generator) else { return }
    try put(piece, .older, text(100...400, &generator))
  }

  private func put(_ piece: SessionWrites.Piece, _ kind: WriteRecord.Kind, _ text: String) throws {
    try ledger.write(kind, to: piece.session) { try writes.put(piece, text: text, event: makeID("evt")) }
  }

  /// Deletes a session of its own, or in one of six cases one that stood there before.
  private func delete(_ index: Int, _ generator: inout SplitMix64) throws {
    if Int.random(in: 0..<6, using: &generator) == 0, let old = doomed.popLast() {
      try writes.deleteTree(old)
      return
    }
    guard own.count > 1 else { return }
    let root = own[index].id
    let tree = try writes.deleteTree(root)
    own.removeAll { tree.contains($0.id) }
    if own.isEmpty { try makeSession(parent: nil) }
  }
}
