import Glibc
import OpencodeStore
import RetentionPolicy
import SampleDatabase
import TestSupport

/// Ways in which a database file is damaged.
enum Damage: String, CaseIterable, Sendable {
  case notADatabase, pageCount, freelistCount, freelistTrunk, smallTable, largeTable, index, truncated

  /// Whether the pass sees it before there is a plan.
  var isSeenBeforePlanning: Bool { self != .index }

  /// Damages the database of a fixture, which no connection has open.
  func apply(to fixture: PassFixture) throws {
    try fixture.base.execute("DELETE FROM event; PRAGMA wal_checkpoint(TRUNCATE)")
    func root(_ name: String) throws -> Int {
      4_096 * (Int(try fixture.base.integer("SELECT rootpage FROM sqlite_master WHERE name = '\(name)'")) - 1)
    }
    let large = try root("part")
    let index = try root("part_session_idx")
    let small = try root("event_sequence")
    var bytes = try File.bytes(fixture.path)
    func number(at offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    // https://sqlite.org/fileformat2.html, sections 1.3 and 1.5
    switch self {
    case .notADatabase: bytes.replaceSubrange(0..<16, with: Array("not a database.\n".utf8))
    case .pageCount: bytes[29] = 0x7F
    case .freelistCount: bytes.replaceSubrange(36..<40, with: [0, 0x7F, 0xFF, 0xFF])
    case .freelistTrunk:
      let trunk = (number(at: 32) - 1) * 4_096
      bytes.replaceSubrange(trunk + 4..<trunk + 8, with: [0xFF, 0xFF, 0xFF, 0xFF])
    case .smallTable: bytes.replaceSubrange(small..<small + 64, with: repeatElement(0xFF, count: 64))
    case .largeTable: bytes.replaceSubrange(large..<large + 64, with: repeatElement(0xFF, count: 64))
    case .index: bytes.replaceSubrange(index..<index + 64, with: repeatElement(0xFF, count: 64))
    case .truncated: bytes.removeLast(bytes.count / 2 / 4_096 * 4_096)
    }
    try File.write(bytes, to: fixture.path)
  }
}
