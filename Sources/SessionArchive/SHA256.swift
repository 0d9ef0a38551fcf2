internal import COpenSSL

/// A running SHA-256 (FIPS 180-4), by OpenSSL. https://docs.openssl.org/3.0/man3/EVP_DigestInit/
///
/// OpenSSL fails at these calls only for lack of memory, or where its own installation is broken; a digest that
/// is then missing is an empty one, which equals no other.
struct SHA256: ~Copyable {
  private let context: OpaquePointer?

  /// The hash of no bytes yet.
  init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Takes in more bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of all bytes so far; the hash then starts anew.
  mutating func finish() -> [UInt8] {
    let digest = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      var length: UInt32 = 0
      count = EVP_DigestFinal_ex(context, buffer.baseAddress, &length) == 1 ? Int(length) : 0
    }
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
    return digest
  }
}
