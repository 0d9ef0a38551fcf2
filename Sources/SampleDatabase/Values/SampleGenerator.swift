/// Pseudo-random numbers that are the same on every machine (SplitMix64, https://prng.di.unimi.it).
///
/// The standard library's `random(in:)` does not promise its algorithm.
struct SampleGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to `bound` - 1.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// A number from 0 up to, not including, 1.
  mutating func fraction() -> Double {
    Double(next() >> 11) / 9_007_199_254_740_992
  }

  mutating func chance(_ probability: Double) -> Bool {
    fraction() < probability
  }

  /// A size in the range, each doubling as likely as the next: many small, few large.
  /// By integers alone, as mathematical libraries differ in the last bit.
  mutating func size(in range: ClosedRange<Int>) -> Int {
    let low = max(1, range.lowerBound)
    let doublings = Int.bitWidth - max(1, range.upperBound / low).leadingZeroBitCount
    let base = low << below(doublings)
    return min(range.upperBound, base + below(base))
  }
}
