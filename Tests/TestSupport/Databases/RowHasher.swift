internal import CXXHash
internal import OpencodeStore

/// A 128-bit hash of a row: column names, storage classes and bytes.
public struct RowDigest: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The upper half.
  public let high: UInt64
  /// The lower half.
  public let low: UInt64

  /// Both halves in hexadecimal.
  public var description: String { "\(String(high, radix: 16)):\(String(low, radix: 16))" }

  /// Reads what `description` says.
  public init?(_ text: some StringProtocol) {
    let halves = text.split(separator: ":")
    guard halves.count == 2, let high = UInt64(halves[0], radix: 16), let low = UInt64(halves[1], radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Any total order.
  public static func < (left: RowDigest, right: RowDigest) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

/// Hashes rows one after the other, each value in pieces: a value of hundreds of megabytes costs one piece
/// of memory. XXH3, 128 bits: https://xxhash.com
final class RowHasher {
  private let state: OpaquePointer?
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_048_576, alignment: 16)

  init() {
    state = XXH3_createState()
    begin()
  }

  deinit {
    XXH3_freeState(state)
    piece.deallocate()
  }

  func begin() { XXH3_128bits_reset(state) }

  func finish() -> RowDigest {
    let hash = XXH3_128bits_digest(state)
    return RowDigest(high: hash.high64, low: hash.low64)
  }

  /// The name and its length, so that no two rows run together to the same bytes.
  func add(column: String) {
    var column = column
    column.withUTF8 { add(bytes: UnsafeRawBufferPointer($0)) }
  }

  func add(_ storageClass: StorageClass) { add(fixed: storageClass.rawValue) }

  func add(_ value: Int64) { add(fixed: value) }

  /// The bits, so that no two doubles that differ at all are the same.
  func add(_ value: Double) { add(fixed: value.bitPattern) }

  func add(bytes: UnsafeRawBufferPointer) {
    add(fixed: Int64(bytes.count))
    XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
  }

  /// The value that a handle was moved to.
  func add(_ blob: BlobHandle, count: Int) throws {
    add(fixed: Int64(count))
    for offset in stride(from: 0, to: count, by: piece.count) {
      let part = UnsafeMutableRawBufferPointer(rebasing: piece[..<min(piece.count, count - offset)])
      try blob.read(into: part, offset: offset)
      XXH3_128bits_update(state, part.baseAddress, part.count)
    }
  }

  private func add<Value: BitwiseCopyable>(fixed value: Value) {
    withUnsafeBytes(of: value) { _ = XXH3_128bits_update(state, $0.baseAddress, $0.count) }
  }
}
