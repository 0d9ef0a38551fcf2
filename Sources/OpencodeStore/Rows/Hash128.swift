internal import CXXHash

/// A running XXH3-128 hash over bytes that come in pieces.
final class Hash128 {
  private let state: OpaquePointer

  /// A hash of no bytes yet.
  init() {
    // Only a lack of memory makes this nil, and then there is no way on.
    guard let state = XXH3_createState() else { preconditionFailure("out of memory") }
    self.state = state
    reset()
  }

  deinit {
    XXH3_freeState(state)
  }

  /// Starts anew.
  func reset() {
    XXH3_128bits_reset(state)
  }

  /// Takes in more bytes.
  func update(_ bytes: UnsafeRawBufferPointer) {
    XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes so far.
  var digest: Digest128 { Digest128(XXH3_128bits_digest(state)) }

  /// The digest of bytes that are all there.
  static func digest(of bytes: UnsafeRawBufferPointer) -> Digest128 {
    Digest128(XXH3_128bits(bytes.baseAddress, bytes.count))
  }
}

extension Digest128 {
  fileprivate init(_ hash: XXH128_hash_t) {
    self.init(high: hash.high64, low: hash.low64)
  }
}
