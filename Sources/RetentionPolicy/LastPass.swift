/// What a pass leaves for the next one over the same database to know.
public struct LastPass: Hashable, Sendable {
  /// The moment that it took for the present.
  public var moment: Timestamp
  /// The size limit on whose way to low water trees were left for the next pass; nil when none were.
  ///
  /// Without it the next pass would find the limit met already, and stop half way.
  public var unfinishedSizeLimit: ByteCount?

  /// What a pass leaves.
  public init(moment: Timestamp, unfinishedSizeLimit: ByteCount? = nil) {
    self.moment = moment
    self.unfinishedSizeLimit = unfinishedSizeLimit
  }
}
