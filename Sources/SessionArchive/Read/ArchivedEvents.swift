internal import OpencodeStore
package import RetentionPolicy

/// The events of one session that the archive holds, entry by entry.
package struct ArchivedEvents {
  /// A state of the session in an archive file.
  package struct Entry {
    fileprivate let entry: CatalogEntry

    /// The archive file, by name.
    package var file: String { entry.file }
    /// The database that the session was in.
    package var database: String { entry.header.database }
    /// When it was archived.
    package var archived: Timestamp { entry.header.archived }
    /// How many events lie in it.
    package var events: Int { entry.counts[ArchivedEvents.table] ?? 0 }
    /// Whether the session's own row lies in it, too: a restore brings it back.
    package var holdsSession: Bool {
      entry.header.content == .session
        && (entry.counts["session"] != nil || entry.counts["session_v2"] != nil)
    }
    /// Whether the session came back from there since, or never went.
    package var isBack: Bool { entry.state == .restored || entry.state == .superseded }
  }

  /// An event without its content.
  package struct Event {
    /// Its id.
    package let id: String
    /// Its number in the session.
    package let sequence: Int64
    /// Its type.
    package let type: String
  }

  /// The table.
  fileprivate static let table = "event"

  /// Every entry of the session, oldest first, with events or without.
  package let entries: [Entry]
  private let directory: ArchiveDirectory

  /// Looks the session up.
  ///
  /// - Throws: `SQLiteError`.
  package init(of session: SessionID, catalog: Catalog) throws {
    directory = catalog.directory
    entries = try catalog.entries("WHERE id = ?1 ORDER BY entry", session.rawValue).map(Entry.init)
  }

  /// The file with rows that went from a database as those of a session that does not exist, and that are no events; nil
  /// when there are none that are not back.
  package func looseRows(of database: String) -> String? {
    entries.last { entry in
      entry.entry.header.content == .orphans && entry.database == database && !entry.isBack
        && entry.entry.counts.keys.contains { $0 != Self.table && $0 != SideFileView.table }
    }?.file
  }

  /// Reads the events of an entry, whose file is checked on the way.
  ///
  /// - Throws: `ArchiveError` when the file is not what was written: then nothing counts that was read of it;
  ///   or what the reader throws.
  package func read(_ entry: Entry, with reader: any ArchivedEventReader) throws {
    let verifier = try ArchiveVerifier(directory: directory, name: entry.file)
    _ = try verifier.verify([entry.entry]) { EventSink(session: $0.header.id, reader: reader) }
  }
}

/// Takes the events of a session as they are read from the archive.
package protocol ArchivedEventReader: AnyObject {
  /// An event begins.
  func begin(_ event: ArchivedEvents.Event) throws
  /// The next bytes of its content.
  func append(_ piece: UnsafeRawBufferPointer) throws
  /// The event ends.
  func end() throws
}

/// Picks the events out of the rows of a session.
private final class EventSink: RowSink {
  private let session: SessionID
  private let reader: any ArchivedEventReader
  private var isEvent = false
  private var sequence: Int64?
  private var texts: [String: [UInt8]] = [:]
  private var column = ""
  private var hasBegun = false

  /// More than this is no id, and no type.
  private static let longestText = 4_096

  init(session: SessionID, reader: any ArchivedEventReader) {
    self.session = session
    self.reader = reader
  }

  func begin(_ kind: ArchivedRowKind) {
    isEvent = kind == .row(table: ArchivedEvents.table)
    sequence = nil
    texts = [:]
    hasBegun = false
  }

  func addNull(_ column: String) {}
  func add(_ column: String, integer: Int64) { if column == "seq" { sequence = integer } }
  func add(_ column: String, real: Double) {}

  func beginValue(_ column: String, _ storageClass: StorageClass) throws {
    self.column = column
    if isEvent, column == MessageShape.column { try beginEvent() }
  }

  func append(_ piece: UnsafeRawBufferPointer) throws {
    guard isEvent else { return }
    if column == MessageShape.column {
      if hasBegun { try reader.append(piece) }
    } else if texts[column, default: []].count <= Self.longestText {
      texts[column, default: []].append(contentsOf: piece.prefix(Self.longestText + 1))
    }
  }

  func endValue() {}

  func end() throws {
    guard isEvent else { return }
    // An event without content is one all the same.
    if !hasBegun { try beginEvent() }
    if hasBegun { try reader.end() }
  }

  private func beginEvent() throws {
    guard let sequence, let id = text("id"), let type = text("type"),
      text("aggregate_id") == session.rawValue
    else { return }
    hasBegun = true
    try reader.begin(ArchivedEvents.Event(id: id, sequence: sequence, type: type))
  }

  private func text(_ column: String) -> String? {
    texts[column].flatMap { $0.count > Self.longestText ? nil : String(validating: $0, as: UTF8.self) }
  }
}
