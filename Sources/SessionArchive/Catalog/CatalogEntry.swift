public import RetentionPolicy

/// What the catalog knows of one archived session.
public struct CatalogEntry: Sendable {
  /// What became of a session after it was archived, as far as its own database goes.
  ///
  ///     archived ─► evicting ─► evicted ─► restored
  ///                    └──────► superseded
  ///     rebuilt ─► archived, evicting or evicted
  ///
  /// - A file's sessions are `archived` when it is written, and all `evicting` before the first of them is touched.
  /// - An eviction ends for each session by itself: `evicted`, or `superseded` when it stands in the database;
  ///   `archived` again when somebody else deleted the tree before.
  ///   A pass that dies leaves `evicting`; the next one sweeps the rows of the sessions that are gone, and says
  ///   what became of each.
  /// - A restore into its own database ends `restored`. While one is under way, into whatever database, a note of
  ///   its own says so (`Catalog.beginRestore`), and the state stays what it was.
  /// - When the catalog was lost, the file does not say what became of its sessions: they are `rebuilt` until a pass
  ///   over their database has looked.
  ///
  /// A session that is archived again has another entry, and the latest counts.
  public enum State: String, Sendable, CaseIterable {
    /// It lies in the archive and was not evicted from there, as far as is known.
    case archived
    /// Its eviction has begun and its end is not recorded: its rows may stand in the database without it.
    case evicting
    /// It is gone from the database.
    case evicted
    /// It was to be evicted and stands in the database, in this or a later state: it had changed before, it came
    /// back meanwhile, or the pass was cut off before.
    case superseded
    /// It was put back.
    case restored
    /// It was read from its file after the catalog was lost; whether its eviction ended is not known.
    case rebuilt
  }

  /// The archive file's name.
  public let file: String
  /// What the archive says about the session.
  public let header: ElementHeader
  /// Where the session's frame begins in the file.
  let offset: Int64
  /// The frame's length.
  let length: Int64
  /// The frame's SHA-256.
  let sha256: [UInt8]
  /// The bytes before compression.
  public let plainBytes: ByteCount
  /// The sum of the digests of its rows.
  public let digest: String
  /// How many rows there are of each table.
  public let counts: [String: Int]
  /// What became of it.
  public var state: State

  /// How many rows there are; a side file is none.
  var rows: Int { counts.reduce(0) { $0 + ($1.key == SideFileView.table ? 0 : $1.value) } }
}
