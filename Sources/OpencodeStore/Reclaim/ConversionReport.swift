public import RetentionPolicy

/// How a conversion ended.
public enum ConversionOutcome: Hashable, Sendable {
  /// The database gives pages back from now on, and has no free ones.
  case converted(Converted)
  /// Nothing was changed: others use the database, and the lock would have been held too long or others
  /// wrote all the time.
  case waiting(Waiting)
  /// The database has no free page, or another has converted it meanwhile.
  case notNeeded

  /// Which lock the compacting needed.
  public enum Form: Hashable, Sendable {
    /// None: compacted while others could write, copied back because nobody did.
    case optimistic
    /// The write lock, from the compacting on.
    case held
  }

  /// A conversion that took place.
  public struct Converted: Hashable, Sendable {
    /// Which form it was that succeeded.
    public let form: Form
    /// The compactions that it took; all but the last were overtaken by other writers.
    public let attempts: Int
    /// The pages of the database since.
    public let pages: PageCount
    /// How long compacting took, the last time.
    public let compacting: Milliseconds
    /// How long the write lock was held, at the longest.
    public let longestLock: Milliseconds
    /// The checkpoint that brought the file down to its new size.
    public let checkpoint: CheckpointReport
  }

  /// What a conversion waits for.
  public enum Hindrance: Hashable, Sendable {
    /// Others have the database open, and the lock would last too long for them.
    case lock
    /// Others wrote all the time.
    case writers
    /// A disk has too little room.
    case space(folder: String, missing: ByteCount)
  }

  /// A conversion that waits.
  public struct Waiting: Hashable, Sendable {
    /// What would be given back.
    public let bytesThatWait: ByteCount
    /// What it waits for.
    public let hindrance: Hindrance
    /// How long the write lock would have to be held.
    public let predictedLock: Milliseconds
    /// How long it was held in vain, at the longest.
    public let longestLock: Milliseconds
    /// Who has the database open.
    public let holders: FileHolders
    /// What is known for the next attempt.
    public let experience: ConversionExperience
  }
}
