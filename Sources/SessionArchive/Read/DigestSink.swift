internal import OpencodeStore

/// Hashes the rows of a session as they are read back.
final class DigestSink: RowSink {
  private let hasher = RowHasher()
  private let keepsFingerprints: Bool
  private var kind = ArchivedRowKind.row(table: "")
  /// The sum of the digests of all rows.
  private(set) var digest = Digest128.zero
  /// The part of it that is of database rows.
  private(set) var rowsDigest = Digest128.zero
  /// How many rows there are of each table.
  private(set) var counts: [String: Int] = [:]
  /// The fingerprints of the database rows among them.
  private(set) var fingerprints: [Fingerprint] = []

  /// A sink.
  ///
  /// - Parameter keepsFingerprints: whether somebody wants them: they take memory for every row.
  init(keepsFingerprints: Bool) {
    self.keepsFingerprints = keepsFingerprints
  }

  func begin(_ kind: ArchivedRowKind) {
    self.kind = kind
  }

  func addNull(_ column: String) {}
  func add(_ column: String, integer: Int64) { hasher.add(column, integer: integer) }
  func add(_ column: String, real: Double) { hasher.add(column, real: real) }
  func beginValue(_ column: String, _ storageClass: StorageClass) { hasher.beginValue(column, storageClass) }
  func append(_ piece: UnsafeRawBufferPointer) { hasher.append(piece) }
  func endValue() { hasher.endValue() }

  func end() {
    switch kind {
    case .row(let table):
      let row = count(table)
      if keepsFingerprints { fingerprints.append(row.fingerprint) }
      rowsDigest = rowsDigest + row.digest
    case .reference:
      hasher.reset()
    case .file:
      _ = count(SideFileView.table)
    }
  }

  private func count(_ table: String) -> (digest: Digest128, fingerprint: Fingerprint) {
    let row = hasher.finish(table: table)
    digest = digest + row.digest
    counts[table, default: 0] += 1
    return row
  }
}
