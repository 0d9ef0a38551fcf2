internal import CZstd

/// Decompresses one zstd frame from a place in a file. Used by one thread at a time.
final class FrameDecompressor: @unchecked Sendable {
  /// What is known of a frame once it has ended.
  struct End: Hashable, Sendable {
    /// The compressed bytes.
    let length: Int64
    /// The bytes of content.
    let plainLength: Int64
    /// The SHA-256 of the compressed bytes.
    let sha256: [UInt8]
  }

  private let file: FileHandle
  private let context: OpaquePointer
  private let input: UnsafeMutableRawBufferPointer
  private let start: Int64
  private let mostPlain: Int64
  private var source = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
  private var hash = SHA256()
  private var length: Int64 = 0
  private var plainLength: Int64 = 0
  private var isEnded = false

  /// How much is handed on at once.
  static let pieceSize = 256 * 1024

  /// The largest window that is decompressed, as a power of two: what the levels of the configuration use is at
  /// most 23, and a frame that asks for more must not get any amount of memory.
  /// https://facebook.github.io/zstd/zstd_manual.html (ZSTD_d_windowLogMax)
  private static let largestWindow: Int32 = 25

  /// A decompressor of the frame at an offset.
  ///
  /// - Parameter mostPlain: the bytes of content that it may have; nil: any number.
  /// - Throws: `ArchiveError.compression`.
  init(file: FileHandle, offset: Int64, mostPlain: Int64?) throws(ArchiveError) {
    guard let context = ZSTD_createDCtx() else {
      throw ArchiveError.compression(path: file.path, message: "out of memory")
    }
    self.file = file
    self.context = context
    start = offset
    self.mostPlain = mostPlain ?? .max
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.largestWindow)
    input = .allocate(byteCount: Self.pieceSize, alignment: 16)
  }

  deinit {
    ZSTD_freeDCtx(context)
    input.deallocate()
  }

  /// The next piece of content; nil at the frame's end.
  ///
  /// - Throws: `ArchiveError`; `damaged` when the frame's checksum is wrong.
  func next() throws(ArchiveError) -> [UInt8]? {
    while !isEnded {
      if source.pos == source.size { try refill() }
      let before = source.pos
      var code = 0
      let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
        var result = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        code = ZSTD_decompressStream(context, &result, &source)
        count = ZSTD_isError(code) == 0 ? result.pos : 0
      }
      guard ZSTD_isError(code) == 0 else { throw damage(String(cString: ZSTD_getErrorName(code))) }
      hash.update(UnsafeRawBufferPointer(rebasing: input[before..<source.pos]))
      length += Int64(source.pos - before)
      plainLength += Int64(piece.count)
      guard plainLength <= mostPlain else { throw damage("it holds more than was written") }
      isEnded = code == 0
      if !piece.isEmpty { return piece }
    }
    return nil
  }

  /// What is known of the frame, which has ended; to be asked for once.
  func finish() -> End {
    End(length: length, plainLength: plainLength, sha256: hash.finish())
  }

  /// An error that names this frame.
  func damage(_ why: String) -> ArchiveError {
    .damaged(path: file.path, offset: start, why: why)
  }

  private func refill() throws(ArchiveError) {
    let count = try file.read(into: input, offset: start + length)
    guard count > 0 else { throw damage("the file ends in the middle of a frame") }
    source = ZSTD_inBuffer(src: input.baseAddress, size: count, pos: 0)
  }
}
