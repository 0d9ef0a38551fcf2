internal import CZstd
internal import Crypto

/// Writes zstd frames one after another and says of each where it lies and what its SHA-256 is.
/// https://datatracker.ietf.org/doc/html/rfc8878
final class FrameWriter {
  /// Where a frame lies in its file.
  struct Frame: Hashable {
    let offset: Int64
    let length: Int64
    /// 32 bytes over the compressed frame.
    let sha256: [UInt8]
    /// The bytes before compression.
    let plainLength: Int64
  }

  private let file: FileHandle
  private let context: OpaquePointer
  private let output: UnsafeMutableRawBufferPointer
  private var offset: Int64 = 0
  private var length: Int64 = 0
  private var plainLength: Int64 = 0
  private var hash = SHA256()

  /// A writer of frames at the end of a new file.
  ///
  /// - Throws: `ArchiveError.compression`.
  init(file: FileHandle, level: Int) throws {
    self.file = file
    guard let context = ZSTD_createCCtx() else {
      throw ArchiveError.compression(path: file.path, message: "out of memory")
    }
    self.context = context
    output = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 16)
    try set(ZSTD_c_compressionLevel, Int32(level))
    try set(ZSTD_c_checksumFlag, 1)
    // One thread of its own for compressing, so that reading and hashing go on meanwhile; small jobs keep
    // its buffers small. A libzstd without threads refuses, and compresses in this thread.
    if ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, 1)) == 0 {
      try set(ZSTD_c_jobSize, 2 << 20)
    }
  }

  deinit {
    ZSTD_freeCCtx(context)
    output.deallocate()
  }

  /// Compresses bytes into the frame that is open, opening one if none is.
  ///
  /// - Throws: `ArchiveError`.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    plainLength += Int64(bytes.count)
    try compress(bytes, ZSTD_e_continue)
  }

  /// Ends the frame.
  ///
  /// - Throws: `ArchiveError`.
  func endFrame() throws -> Frame {
    try compress(UnsafeRawBufferPointer(start: nil, count: 0), ZSTD_e_end)
    let frame = Frame(
      offset: offset, length: length, sha256: Array(hash.finalize()), plainLength: plainLength)
    offset += length
    length = 0
    plainLength = 0
    hash = SHA256()
    return frame
  }

  private func compress(_ bytes: UnsafeRawBufferPointer, _ directive: ZSTD_EndDirective) throws {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while true {
      var result = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let remaining = ZSTD_compressStream2(context, &result, &input, directive)
      try check(remaining)
      let written = UnsafeRawBufferPointer(rebasing: output.prefix(result.pos))
      hash.update(bufferPointer: written)
      try file.write(written)
      length += Int64(result.pos)
      if directive == ZSTD_e_end ? remaining == 0 : input.pos == input.size { return }
    }
  }

  private func set(_ parameter: ZSTD_cParameter, _ value: Int32) throws {
    try check(ZSTD_CCtx_setParameter(context, parameter, value))
  }

  private func check(_ code: Int) throws {
    guard ZSTD_isError(code) == 0 else {
      throw ArchiveError.compression(path: file.path, message: String(cString: ZSTD_getErrorName(code)))
    }
  }
}
