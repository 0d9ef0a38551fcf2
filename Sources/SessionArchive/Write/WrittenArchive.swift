public import RetentionPolicy

/// An archive file that is written, synced and has its name; not yet verified.
public struct WrittenArchive: Sendable {
  /// Where it is.
  public let path: String
  /// Its name in the archive directory.
  public var name: String { String(path.split(separator: "/").last ?? "") }
  /// Its size.
  public let bytes: ByteCount
  /// The trees in it, in the order in which they were written.
  public let trees: [Tree]

  /// One archived tree.
  public struct Tree: Sendable {
    /// Its sessions, the root first.
    let sessions: [Session]

    /// The root's id.
    public var root: SessionID { sessions[0].entry.header.root }

    /// What of its sessions lies in the archive.
    public var content: Content { sessions[0].entry.header.content }

    /// The ids of its sessions, the root first.
    public var ids: [SessionID] { sessions.map(\.entry.header.id) }
    /// The bytes before compression.
    public var plainBytes: ByteCount { sessions.reduce(.zero) { $0 + $1.entry.plainBytes } }
  }

  /// One archived session.
  struct Session: Sendable {
    let entry: CatalogEntry
    let sideFiles: [SideFile]
  }
}
