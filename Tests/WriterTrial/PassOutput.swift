internal import FoundationEssentials
internal import TestSupport

/// What a trial looks at of `retentiond --once --format json`, of one database.
public struct PassOutput: Decodable, Sendable {
  /// A tree that went.
  public struct Tree: Decodable, Sendable {
    /// The root.
    public let id: String
    /// All its sessions.
    public let sessions: [String]
  }
  /// Rows that went while their sessions stay.
  public struct Trim: Decodable, Sendable {
    /// `events` or another word.
    public let content: String
    /// How many sessions they were of.
    public let sessions: Int
    /// How many went.
    public let rows: Int
    /// The names of the archive files that hold them.
    public let archiveFiles: [String]
  }
  /// How long the steps took, in milliseconds.
  public struct Durations: Decodable, Sendable {
    /// Looking and planning.
    public let survey: Int64
    /// Writing the archive.
    public let archive: Int64
    /// Reading it back.
    public let verify: Int64
    /// Removing rows.
    public let evict: Int64
    /// Giving bytes back.
    public let reclaim: Int64
    /// The longest lock while rows were removed.
    public let longestEvictionLock: Int64
    /// The longest lock while the log was copied back or cut.
    public let longestReclaimLock: Int64
    /// The longest lock of a conversion.
    public let longestConversionLock: Int64
  }
  /// A warning.
  public struct Warning: Decodable, Sendable {
    /// Its name.
    public let code: String
    /// Its sentence.
    public let message: String
  }
  /// `done`, `incomplete` or another word.
  public let outcome: String
  /// The trees that went.
  public let evicted: [Tree]
  /// The rows that went while their sessions stay, step by step.
  public let trimmed: [Trim]
  /// What one should know.
  public let warnings: [Warning]
  /// How long the steps took.
  public let durations: Durations

  private struct Document: Decodable {
    let databases: [PassOutput]
  }

  /// Reads what a pass over one database printed.
  ///
  /// - Throws: `DecodingError`; `JournalError` when it is of no database.
  public init(_ text: String) throws {
    guard let output = try JSONDecoder().decode(Document.self, from: Data(text.utf8)).databases.first else {
      throw JournalError(path: "the output of retentiond", line: text)
    }
    self = output
  }

  /// All sessions that went.
  public var evictedSessions: Set<String> { Set(evicted.flatMap(\.sessions)) }
}
