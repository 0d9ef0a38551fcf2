public import RetentionPolicy

extension SampleDatabase {
  /// What kind of database to make.
  public struct Options: Hashable, Sendable {
    /// Which opencode wrote it.
    public var generation: Generation
    /// Where its bytes are.
    public var shape: Shape
    /// The size of the file, reached within 15 % from 1 MB on; a giant value comes on top.
    public var targetSize: ByteCount
    /// The rows follow from it.
    public var seed: UInt64
    /// The sessions lie in the 200 days before it.
    public var now: Timestamp
    /// Whether there are rows that are unusual, but that SQLite and opencode allow.
    public var oddRows: Bool
    /// One value of this size more; nil for none.
    public var giantValue: ByteCount?
    /// Whether `storage/session_diff/<id>.json` files are made beside the database (V1 sessions only).
    public var sideFiles: Bool
    /// How far the upgrade has come; counts for `.upgraded` only.
    public var migration: Migration

    /// 2026-11-21 09:00 UTC: the default for `now`, fixed so that databases can be compared.
    public static let defaultNow = Timestamp(milliseconds: 1_795_251_600_000)

    /// Options with the defaults of a small, odd V1 database.
    public init(
      generation: Generation = .v1,
      shape: Shape = .parts,
      targetSize: ByteCount = .mebibytes(2),
      seed: UInt64 = 1,
      now: Timestamp = defaultNow,
      oddRows: Bool = true,
      giantValue: ByteCount? = nil,
      sideFiles: Bool = false,
      migration: Migration = .completed
    ) {
      self.generation = generation
      self.shape = shape
      self.targetSize = targetSize
      self.seed = seed
      self.now = now
      self.oddRows = oddRows
      self.giantValue = giantValue
      self.sideFiles = sideFiles
      self.migration = migration
    }
  }
}
