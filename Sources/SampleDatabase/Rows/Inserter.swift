internal import OpencodeStore

/// A prepared INSERT for some columns of a table.
struct Inserter {
  struct Key: Hashable {
    let table: String
    let columns: [String]
  }

  private let statement: Statement

  init(connection: Connection, key: Key) throws {
    let columns = key.columns.map(\.quotedIdentifier).joined(separator: ", ")
    let places = key.columns.map { _ in "?" }.joined(separator: ", ")
    statement = try connection.prepare(
      "INSERT INTO \(key.table.quotedIdentifier) (\(columns)) VALUES (\(places))")
  }

  func insert(_ values: KeyValuePairs<String, RowValue>) throws {
    for (index, value) in values.enumerated() { try value.value.bind(to: statement, at: Int32(index + 1)) }
    try statement.run()
  }
}
