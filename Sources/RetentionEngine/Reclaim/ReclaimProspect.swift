public import OpencodeStore
public import RetentionPolicy

/// What giving bytes back on request would come to.
public struct ReclaimProspect: Hashable, Sendable {
  /// The free pages that would be given back.
  public let freeBytes: ByteCount
  /// The write-ahead log that would be emptied.
  public let logBytes: ByteCount
  /// How long the database will be locked at a time for a conversion, as far as one can tell; nil when it needs
  /// none: then it is some 20 ms.
  public let conversionLock: Milliseconds?
  /// Who has the database open.
  public let holders: FileHolders

  /// Whether others would feel it: then it is said before it begins.
  var isLong: Bool {
    guard let conversionLock, !holders.isNobody else { return false }
    return conversionLock > Conversion.Limits().lockBound
  }

  /// Whether anything would come back.
  var isWorthwhile: Bool { freeBytes > .zero || logBytes >= Self.worthEmptying }

  /// Below it the log is what every checkpoint leaves.
  private static let worthEmptying = ByteCount(65_536)
}
