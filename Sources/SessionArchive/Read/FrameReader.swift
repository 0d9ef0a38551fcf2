internal import CZstd
internal import Crypto

/// Reads one zstd frame: its content in pieces, then its length and SHA-256.
final class FrameReader {
  private let file: FileHandle
  private let context: OpaquePointer
  private let input: UnsafeMutableRawBufferPointer
  private let output: UnsafeMutableRawBufferPointer
  private let start: Int64
  private let isHashed: Bool
  private var source = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
  private var hash = SHA256()
  private var isEnded = false
  /// The compressed bytes taken so far; the frame's length at its end.
  private(set) var length: Int64 = 0
  /// The bytes of content so far.
  private(set) var plainLength: Int64 = 0

  /// A reader of the frame at an offset.
  ///
  /// - Parameter isHashed: whether the SHA-256 is wanted. zstd checks the content by itself all the same.
  /// - Throws: `ArchiveError.compression`.
  init(file: FileHandle, offset: Int64, isHashed: Bool = true) throws {
    guard let context = ZSTD_createDCtx() else {
      throw ArchiveError.compression(path: file.path, message: "out of memory")
    }
    self.file = file
    self.context = context
    start = offset
    self.isHashed = isHashed
    input = .allocate(byteCount: 256 * 1024, alignment: 16)
    output = .allocate(byteCount: 256 * 1024, alignment: 16)
  }

  deinit {
    ZSTD_freeDCtx(context)
    input.deallocate()
    output.deallocate()
  }

  /// The next piece of content, valid until the next call; nil at the frame's end.
  ///
  /// - Throws: `ArchiveError`; `damaged` when the checksum of the frame is wrong.
  func next() throws -> UnsafeRawBufferPointer? {
    while !isEnded {
      if source.pos == source.size { try refill() }
      var result = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
      let before = source.pos
      let code = ZSTD_decompressStream(context, &result, &source)
      guard ZSTD_isError(code) == 0 else { throw damage(String(cString: ZSTD_getErrorName(code))) }
      take(input[before..<source.pos])
      if code == 0 { isEnded = true }
      plainLength += Int64(result.pos)
      if result.pos > 0 { return UnsafeRawBufferPointer(rebasing: output.prefix(result.pos)) }
    }
    return nil
  }

  /// The SHA-256 of the compressed frame, once it has ended; nil when it was not wanted.
  var sha256: [UInt8]? { isHashed ? Array(hash.finalize()) : nil }

  /// An error that names this frame.
  func damage(_ why: String) -> ArchiveError {
    .damaged(path: file.path, offset: start, why: why)
  }

  private func take(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
    if isHashed { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes)) }
    length += Int64(bytes.count)
  }

  private func refill() throws {
    let count = try file.read(into: input, offset: start + length)
    guard count > 0 else { throw damage("the file ends in the middle of a frame") }
    source = ZSTD_inBuffer(src: input.baseAddress, size: count, pos: 0)
  }
}
