/// A value of JSON, for what has no fixed form.
enum JSONValue: Hashable, Encodable {
  case integer(Int64)
  case text(String)
  indirect case list([JSONValue])
  indirect case object([String: JSONValue])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }
}
