internal import CZstd

/// Compresses into one frame after another. Used by one thread at a time.
final class FrameCompressor: @unchecked Sendable {
  private let file: FileHandle
  private let context: OpaquePointer
  private let output: UnsafeMutableRawBufferPointer
  private var offset: Int64 = 0
  private var length: Int64 = 0
  private var plainLength: Int64 = 0
  private let hashes: FrameHashes
  /// Up to where the system was asked to write to the disk.
  private var begun: Int64 = 0

  /// How much is written before the system is asked to bring it to the disk.
  private static let writebackStep: Int64 = 8 << 20

  /// A compressor into a new file.
  ///
  /// - Throws: `ArchiveError.compression`.
  init(file: FileHandle, level: Int, hashes: FrameHashes) throws(ArchiveError) {
    self.file = file
    self.hashes = hashes
    guard let context = ZSTD_createCCtx() else {
      throw ArchiveError.compression(path: file.path, message: "out of memory")
    }
    self.context = context
    output = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 16)
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level)))
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
  }

  deinit {
    ZSTD_freeCCtx(context)
    output.deallocate()
  }

  /// Compresses bytes into the frame that is open, opening one if none is.
  ///
  /// - Throws: `ArchiveError`.
  func write(_ bytes: [UInt8]) throws(ArchiveError) {
    plainLength += Int64(bytes.count)
    try compress(bytes, ZSTD_e_continue)
  }

  /// Sets how far back the frames from here on look for what they can refer to; none is open.
  ///
  /// - Throws: `ArchiveError`.
  func use(_ window: FrameWindow) throws(ArchiveError) {
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window.log))
    try check(
      ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, window == .long ? 1 : 0))
  }

  /// Ends the frame; its digest comes from the hashes.
  ///
  /// - Throws: `ArchiveError`.
  func endFrame() throws(ArchiveError) -> FrameWriter.Frame {
    try compress([], ZSTD_e_end)
    hashes.endFrame()
    let frame = FrameWriter.Frame(offset: offset, length: length, sha256: [], plainLength: plainLength)
    offset += length
    length = 0
    plainLength = 0
    return frame
  }

  private func compress(_ bytes: [UInt8], _ directive: ZSTD_EndDirective) throws(ArchiveError) {
    var done = 0
    while true {
      var result = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let remaining = bytes.withUnsafeBytes { source in
        var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: done)
        defer { done = input.pos }
        return ZSTD_compressStream2(context, &result, &input, directive)
      }
      try check(remaining)
      let written = UnsafeRawBufferPointer(rebasing: output.prefix(result.pos))
      hashes.add(written)
      try file.write(written)
      length += Int64(result.pos)
      keepWriting()
      if directive == ZSTD_e_end ? remaining == 0 : done == bytes.count { return }
    }
  }

  private func keepWriting() {
    let pending = offset + length - begun
    guard pending >= Self.writebackStep else { return }
    file.beginWriteback(offset: begun, count: pending)
    begun += pending
  }

  private func check(_ code: Int) throws(ArchiveError) {
    guard ZSTD_isError(code) == 0 else {
      throw ArchiveError.compression(path: file.path, message: String(cString: ZSTD_getErrorName(code)))
    }
  }
}
