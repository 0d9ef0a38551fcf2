internal import RetentionPolicy

/// The bytes that a row takes in the file, estimated from the sizes of its values, without reading them.
/// https://sqlite.org/fileformat2.html#b_tree_pages
struct RowSizeEstimate {
  /// Bytes of a page that hold content.
  private let usable: Int
  /// What the short columns and the record header add to every row.
  private let shortColumns: Int
  /// What the row adds to all indexes together.
  private let indexEntries: Int

  /// What an indexed text is taken to be: opencode's ids have 30 characters.
  private static let shortText = 30
  /// What an integer is taken to be: a time in milliseconds has 6 bytes.
  private static let number = 6

  /// An estimate for the rows of one table.
  ///
  /// - Parameter indexes: for each index the number of its text columns and of its other columns.
  init(pageSize: ByteCount, table: Table, indexes: [(texts: Int, numbers: Int)]) {
    usable = Int(pageSize.bytes)
    shortColumns = table.columns.reduce(4) { sum, column in
      column.mayBeLong
        ? sum + 2 : sum + 1 + (column.declaredType.contains("text") ? Self.shortText : Self.number)
    }
    // Index entries arrive in no order, so that their pages are two thirds full on average.
    indexEntries = indexes.reduce(0) { sum, index in
      sum + (8 + index.texts * Self.shortText + index.numbers * Self.number) * 3 / 2
    }
  }

  /// An estimate for the rows of a table.
  ///
  /// - Throws: `SQLiteError`.
  init(_ table: Table, of connection: Connection) throws {
    self.init(
      pageSize: ByteCount(try connection.integer("PRAGMA page_size")), table: table,
      indexes: try Self.indexShapes(of: table, connection))
  }

  /// The bytes of a row whose long values have `longBytes` in all.
  func bytes(longBytes: Int) -> Int {
    let payload = shortColumns + longBytes
    // How much of a payload stays in the leaf: https://sqlite.org/fileformat2.html#record_format, section 1.6
    let mostLocal = usable - 35
    if payload > mostLocal {
      let leastLocal = (usable - 12) * 32 / 255 - 23
      let rest = leastLocal + (payload - leastLocal) % (usable - 4)
      let local = rest <= mostLocal ? rest : leastLocal
      let overflowPages = (payload - local + usable - 5) / (usable - 4)
      return indexEntries + leaf(local) + overflowPages * usable
    }
    return indexEntries + leaf(payload)
  }

  /// A leaf page ends, on average, with half a cell that did not fit.
  private func leaf(_ cell: Int) -> Int {
    let filled = usable - 8 - cell / 2
    return filled <= 0 ? usable : min(usable, cell * usable / filled)
  }

  /// For each index of a table the number of its text columns and of its other columns.
  private static func indexShapes(
    of table: Table, _ connection: Connection
  ) throws -> [(texts: Int, numbers: Int)] {
    var shapes: [(texts: Int, numbers: Int)] = []
    try connection.prepare(
      """
      SELECT sum(type LIKE '%text%'), sum(type NOT LIKE '%text%') FROM (
        SELECT list.seq, lower(info.type) AS type FROM pragma_index_list(\(table.name.quotedLiteral)) AS list
        JOIN pragma_index_info(list.name) AS columns
        JOIN pragma_table_xinfo(\(table.name.quotedLiteral)) AS info ON info.cid = columns.cid)
      GROUP BY seq
      """
    ).forEachRow { shapes.append((Int($0.integer(at: 0)), Int($0.integer(at: 1)))) }
    return shapes
  }
}
