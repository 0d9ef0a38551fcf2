internal import OpencodeStore

/// Hands everything to one sink, then to another.
final class BothSinks: RowSink {
  private let first: any RowSink
  private let second: any RowSink

  init(first: any RowSink, second: any RowSink) {
    self.first = first
    self.second = second
  }

  func begin(_ kind: ArchivedRowKind) throws { try both { try $0.begin(kind) } }
  func addNull(_ column: String) throws { try both { try $0.addNull(column) } }
  func add(_ column: String, integer: Int64) throws { try both { try $0.add(column, integer: integer) } }
  func add(_ column: String, real: Double) throws { try both { try $0.add(column, real: real) } }
  func beginValue(_ column: String, _ storageClass: StorageClass) throws {
    try both { try $0.beginValue(column, storageClass) }
  }
  func append(_ piece: UnsafeRawBufferPointer) throws { try both { try $0.append(piece) } }
  func endValue() throws { try both { try $0.endValue() } }
  func end() throws { try both { try $0.end() } }

  private func both(_ body: (any RowSink) throws -> Void) throws {
    try body(first)
    try body(second)
  }
}
