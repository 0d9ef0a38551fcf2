/// What one look at a database found, all that planning may know of it.
public struct Survey: Hashable, Sendable {
  /// Bytes a page.
  public var pageSize: ByteCount
  /// All pages of the database.
  public var pageCount: PageCount
  /// Pages on the freelist.
  public var freePages: PageCount
  /// The sessions, in no particular order; each id once.
  public var sessions: [SurveyedSession]
  /// Sessions that do not exist, and on which rows hang all the same, in no particular order; each id once.
  public var orphans: [SurveyedSession]

  /// A survey.
  public init(
    pageSize: ByteCount, pageCount: PageCount, freePages: PageCount, sessions: [SurveyedSession],
    orphans: [SurveyedSession] = []
  ) {
    self.pageSize = pageSize
    self.pageCount = pageCount
    self.freePages = freePages
    self.sessions = sessions
    self.orphans = orphans
  }

  /// (pages − free pages) × page size: what the size limit applies to.
  public var usedBytes: ByteCount { (pageCount - freePages).bytes(pageSize: pageSize) }
}
