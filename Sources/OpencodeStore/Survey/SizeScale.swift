internal import RetentionPolicy

/// Brings estimates of what rows take down to what the database uses, which is known: pages that were filled in order are
/// fuller than is taken for granted.
public struct SizeScale: Sendable {
  private let factor: Double

  /// A scale for estimates that come to a sum.
  init(estimated sum: ByteCount, used: ByteCount) {
    factor = sum > used ? Double(used.bytes) / Double(sum.bytes) : 1
  }

  /// What an estimate comes to.
  func callAsFunction(_ estimate: ByteCount) -> ByteCount {
    factor < 1 ? ByteCount(Int64(Double(estimate.bytes) * factor)) : estimate
  }

  /// What was counted, with its estimates.
  func callAsFunction(_ tally: SessionTally) -> SessionTally {
    var scaled = tally
    for size in [\SessionTally.bytes, \.copies, \.events] {
      scaled[keyPath: size] = self(ByteCount(tally[keyPath: size])).bytes
    }
    return scaled
  }
}
