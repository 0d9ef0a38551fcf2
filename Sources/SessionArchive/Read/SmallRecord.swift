internal import OpencodeStore

/// The columns of a row that stand beside its embedded value, kept until that value is read.
struct SmallRecord {
  private enum Value {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
  }

  private var columns: [(name: String, value: Value)] = []

  /// SQLite's own bound. https://sqlite.org/limits.html
  private static let mostColumns = 32_767

  /// Reads a record.
  ///
  /// - Throws: `ArchiveError.damaged`.
  init(_ reader: ValueReader) throws {
    let cursor = reader.cursor
    try cursor.expect("{")
    if try cursor.skip("}") { return }
    repeat {
      guard columns.count < Self.mostColumns else { throw cursor.unexpected("a row with too many columns") }
      let name = try cursor.string()
      try cursor.expect(":")
      columns.append((name, try Self.value(reader)))
    } while try cursor.skip(",")
    try cursor.expect("}")
  }

  /// A text column's value.
  func text(_ name: String) -> String? {
    for case (let column, .text(let text)) in columns where column == name { return text }
    return nil
  }

  /// Hands the columns to a sink.
  ///
  /// - Throws: what the sink throws.
  func replay(into sink: any RowSink) throws {
    for (name, value) in columns {
      switch value {
      case .null: try sink.addNull(name)
      case .integer(let integer): try sink.add(name, integer: integer)
      case .real(let real): try sink.add(name, real: real)
      case .text(var text):
        try sink.beginValue(name, .text)
        try text.withUTF8 { try sink.append(UnsafeRawBufferPointer($0)) }
        try sink.endValue()
      }
    }
  }

  private static func value(_ reader: ValueReader) throws -> Value {
    if try reader.cursor.peek() == UInt8(ascii: "\"") { return .text(try reader.cursor.string()) }
    let number = NumberSink()
    try reader.read("", into: number)
    return number.value
  }

  /// Catches a single number or null.
  private final class NumberSink: RowSink {
    var value = Value.null
    func begin(_ kind: ArchivedRowKind) {}
    func addNull(_ column: String) {}
    func add(_ column: String, integer: Int64) { value = .integer(integer) }
    func add(_ column: String, real: Double) { value = .real(real) }
    func beginValue(_ column: String, _ storageClass: StorageClass) {}
    func append(_ piece: UnsafeRawBufferPointer) {}
    func endValue() {}
    func end() {}
  }
}
