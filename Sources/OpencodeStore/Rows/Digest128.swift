/// A 128-bit digest. XXH3: fast, and good against accidents; it is no signature.
/// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
public struct Digest128: Hashable, Sendable, CustomStringConvertible {
  /// The upper and lower half.
  public let high: UInt64
  /// The lower half.
  public let low: UInt64

  /// A digest from its halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The digest of nothing, and the neutral element of `+`.
  public static let zero = Digest128(high: 0, low: 0)

  /// The sum modulo 2^128: the digest of a set of things, whatever their order.
  public static func + (left: Digest128, right: Digest128) -> Digest128 {
    let (low, carry) = left.low.addingReportingOverflow(right.low)
    return Digest128(high: left.high &+ right.high &+ (carry ? 1 : 0), low: low)
  }

  /// 32 hexadecimal digits.
  public var description: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

  private static func hexadecimal(_ half: UInt64) -> String {
    let digits = String(half, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
