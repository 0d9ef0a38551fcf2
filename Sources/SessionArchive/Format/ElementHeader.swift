public import OpencodeStore
public import RetentionPolicy

/// What the archive says about a session beside its rows.
public struct ElementHeader: Hashable, Sendable {
  /// What of the session lies in the element.
  public var content: Content
  /// The session's id.
  public var id: SessionID
  /// The root of its tree.
  public var root: SessionID
  /// The session that started it.
  public var parent: SessionID?
  /// The generation of the database that it was in.
  public var generation: Generation
  /// Its title.
  public var title: String?
  /// The folder in which it ran.
  public var directory: String
  /// When it was made.
  public var created: Timestamp
  /// Its newest activity.
  public var lastActivity: Timestamp
  /// When it was archived.
  public var archived: Timestamp
  /// The database file that it was in.
  public var database: String

  /// A header for a session, or for rows of it.
  public init(
    session: SurveyedSession, root: SessionID, content: Content = .session, generation: Generation,
    archived: Timestamp, database: String
  ) {
    self.content = content
    id = session.id
    self.root = root
    parent = session.parent
    self.generation = generation
    title = session.title
    directory = session.directory
    created = session.created
    lastActivity = session.lastActivity
    self.archived = archived
    self.database = database
  }

  /// A header from its parts, as read.
  init(
    content: Content, id: String, root: String, parent: String?, generation: Generation, title: String?,
    directory: String,
    database: String, created: Int64, lastActivity: Int64, archived: Int64
  ) {
    self.content = content
    self.id = SessionID(id)
    self.root = SessionID(root)
    self.parent = parent.map { SessionID($0) }
    self.generation = generation
    self.title = title
    self.directory = directory
    self.created = Timestamp(milliseconds: created)
    self.lastActivity = Timestamp(milliseconds: lastActivity)
    self.archived = Timestamp(milliseconds: archived)
    self.database = database
  }
}
