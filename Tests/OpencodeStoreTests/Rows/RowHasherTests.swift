import RetentionPolicy
import TestSupport
import Testing

@testable import OpencodeStore

/// A row's digest and fingerprint, however its values arrive.
@Suite struct RowHasherTests {
  static let sizes = [0, 1, 255, 256, 257, 4_095, 4_096, 4_097, 5_000]

  @Test("A value counts the same however it is cut", arguments: sizes)
  func cuts(_ size: Int) {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let whole = hash([bytes])
    for cut in Set([0, 1, 255, 256, 257, 4_095, 4_096, 4_097, size - 1]) where cut >= 0 && cut <= size {
      let cutInTwo = hash([Array(bytes[..<cut]), Array(bytes[cut...])])
      #expect(cutInTwo.digest == whole.digest)
      #expect(cutInTwo.fingerprint == whole.fingerprint)
    }
  }

  @Test("Columns count in any order, but by name, storage class, table and value")
  func differences() {
    let first = RowHasher()
    first.add("a", integer: 1)
    first.add("b", real: 1)
    let second = RowHasher()
    second.add("b", real: 1)
    second.add("a", integer: 1)
    #expect(first.finish(table: "t").digest == second.finish(table: "t").digest)
    var seen: Set<Digest128> = []
    for (table, column) in [("t", "a"), ("t", "b"), ("u", "a")] {
      for add in [
        { $0.add(column, integer: 1) }, { $0.add(column, integer: 0) }, { $0.add(column, real: 1) },
        { $0.add(column, real: 0) }, { $0.add(column, real: -0.0) },
      ] as [(RowHasher) -> Void] {
        add(first)
        seen.insert(first.finish(table: table).digest)
      }
      for storage in [StorageClass.text, .blob] {
        first.beginValue(column, storage)
        first.endValue()
        seen.insert(first.finish(table: table).digest)
      }
    }
    #expect(seen.count == 21)
  }

  @Test(
    "A fingerprint from the database is that of the whole row",
    arguments: sizes + [70_000, 1 << 20, (1 << 20) + 1])
  func database(_ size: Int) throws {
    let folder = try TestSupport.TemporaryFolder()
    let connection = try Connection(path: folder.file("x.db"), mode: .create)
    try connection.execute(
      """
      CREATE TABLE plain (id TEXT PRIMARY KEY, data TEXT); CREATE TABLE timed (data BLOB, time_updated INTEGER);
      CREATE TABLE event (data TEXT);
      INSERT INTO plain VALUES ('a', replace(hex(zeroblob(\(size))), '00', 'x'));
      INSERT INTO timed VALUES (zeroblob(\(size)), 7), (zeroblob(\(size)), NULL);
      INSERT INTO event VALUES (replace(hex(zeroblob(\(size))), '00', 'x'));
      """)
    for (name, rowid) in [("plain", 1), ("timed", 1), ("timed", 2), ("event", 1)] as [(String, Int64)] {
      let table = try SchemaReader(connection: connection).table(named: name)
      let reader = try RowReader(connection: connection, table: table)
      let hasher = RowHasher()
      let whole = try reader.read(RowID(rowid)) { row in
        try RowReader.hash(row, of: table, into: hasher)
        return hasher.finish(table: name)
      }
      #expect(try reader.fingerprint(RowID(rowid), hasher: hasher) == whole?.fingerprint)
      #expect(try reader.identity(RowID(rowid), hasher: hasher)?.digest == whole?.digest)
      #expect(try reader.fingerprint(RowID(9), hasher: hasher) == nil)
    }
  }

  private func hash(_ pieces: [[UInt8]]) -> (digest: Digest128, fingerprint: Fingerprint) {
    let hasher = RowHasher()
    hasher.add("time_updated", integer: 1)
    hasher.beginValue("data", .text)
    for piece in pieces { piece.withUnsafeBytes { hasher.append($0) } }
    hasher.endValue()
    return hasher.finish(table: "t")
  }
}
