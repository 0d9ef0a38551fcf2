internal import OpencodeStore

/// One value of a row that is being written.
enum RowValue {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  /// Text as it is, be it UTF-8 or not.
  case rawText([UInt8])
  case blob([UInt8])
  case payload(PayloadBuffer)

  /// Text, or NULL.
  static func optional(_ text: String?) -> RowValue { text.map { .text($0) } ?? .null }

  func bind(to statement: Statement, at index: Int32) throws {
    switch self {
    case .null: try statement.bindNull(index)
    case .integer(let value): try statement.bind(value, at: index)
    case .real(let value): try statement.bind(value, at: index)
    case .text(let value): try statement.bind(value, at: index)
    case .rawText(let bytes): try bytes.withUnsafeBytes { try statement.bind(text: $0, at: index) }
    case .blob(let bytes): try bytes.withUnsafeBytes { try statement.bind(blob: $0, at: index) }
    case .payload(let buffer): try buffer.withBytes { try statement.bind(text: $0, at: index) }
    }
  }
}

extension RowValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int64) { self = .integer(value) }
}
