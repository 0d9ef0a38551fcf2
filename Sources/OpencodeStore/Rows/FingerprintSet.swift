/// The fingerprints of a tree's rows: 8 bytes a row, searched by halving.
public struct FingerprintSet: Hashable, Sendable {
  private var sorted: [Fingerprint]

  /// The set of these fingerprints; equal rows may stand in it more than once.
  public init(_ fingerprints: [Fingerprint]) {
    sorted = fingerprints.sorted()
  }

  /// The number of rows.
  public var count: Int { sorted.count }

  /// Whether a row with this fingerprint is in the set.
  public func contains(_ fingerprint: Fingerprint) -> Bool {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < fingerprint { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low] == fingerprint
  }
}
