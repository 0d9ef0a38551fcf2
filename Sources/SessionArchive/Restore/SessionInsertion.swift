package import OpencodeStore
package import RetentionPolicy

/// Puts rows of one session into a database that were made, not archived: like those of a tree they go in slice by
/// slice, each is read again and compared, and the session's own row comes last, so that it appears complete.
package final class SessionInsertion {
  private let insertion: TreeInsertion
  private let rows: any RowSink
  private let values: ValueFile

  /// A column's value.
  package enum Value {
    /// NULL.
    case null
    /// An integer.
    case integer(Int64)
    /// A double.
    case real(Double)
    /// A short text.
    case text([UInt8])
    /// A text that lies in the file of values.
    case kept(ValueFile.Extent)
  }

  /// An insertion of a session of which no row is to be replaced.
  ///
  /// - Throws: `ArchiveError.cannotRestore` when a trigger would change other rows, `ArchiveError.file`.
  package init(
    of session: SessionID, into connection: Connection, schema: Schema, pacer: LockPacer,
    checkpoint: GuardedCheckpoint, values: ValueFile, spoolIn directory: ArchiveDirectory
  ) throws {
    try Restorer.requireNoTrigger(session, schema, connection.path)
    insertion = try TreeInsertion(
      of: [session], root: session,
      into: RestoreTarget(
        connection: connection, schema: schema, pacer: pacer, checkpoint: checkpoint, dataFolder: nil),
      spoolIn: directory, standing: StandingRows(connection: connection))
    rows = insertion.sink()
    self.values = values
  }

  /// Whether any row is in the database by now.
  package var hasBegun: Bool { insertion.hasBegun }

  /// Adds a row. It is in the database at the latest when `finish` returns.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`, `Interrupted`.
  package func add(to table: String, _ columns: [(name: String, value: Value)]) throws {
    try rows.begin(.row(table: table))
    for (name, value) in columns {
      switch value {
      case .null: try rows.addNull(name)
      case .integer(let integer): try rows.add(name, integer: integer)
      case .real(let real): try rows.add(name, real: real)
      case .text(let bytes):
        try rows.beginValue(name, .text)
        try bytes.withUnsafeBytes { try rows.append($0) }
        try rows.endValue()
      case .kept(let extent):
        try rows.beginValue(name, .text)
        try values.forEachPiece(of: extent) { try rows.append($0) }
        try rows.endValue()
      }
    }
    try rows.end()
  }

  /// Inserts what is left, the session's own row last.
  ///
  /// - Throws: `ArchiveError`, `SQLiteError`, `Interrupted`; the session is not in the database then.
  package func finish() throws {
    try insertion.finish {}
  }
}
