internal import OpencodeStore

/// Writes zstd frames one after another in a thread of its own, so that reading and hashing rows go on
/// meanwhile, and says in the end of each where it lies and what its SHA-256 is.
/// https://datatracker.ietf.org/doc/html/rfc8878
final class FrameWriter {
  /// Where a frame lies in its file.
  struct Frame: Hashable {
    let offset: Int64
    let length: Int64
    /// 32 bytes over the compressed frame.
    var sha256: [UInt8]
    /// The bytes before compression.
    let plainLength: Int64
  }

  private enum Step: Sendable {
    case content([UInt8])
    case endOfFrame
    case window(FrameWindow)
  }

  /// How many pieces may wait for the compressor.
  private static let waiting = 8

  private let queue = BoundedQueue<Step>(capacity: FrameWriter.waiting)
  private let outcome = BoundedQueue<Result<[Frame], ArchiveError>>(capacity: 1)
  private let worker: Worker
  private let hashes: FrameHashes
  private let interruption: Interruption

  /// A writer of frames at the end of a new file.
  ///
  /// - Throws: `ArchiveError`.
  init(file: FileHandle, level: Int) throws {
    let hashes = try FrameHashes()
    let compressor = try FrameCompressor(file: file, level: level, hashes: hashes)
    self.hashes = hashes
    let interruption = Interruption.current
    self.interruption = interruption
    worker = try Worker { [queue, outcome] in
      outcome.put(Self.compress(queue, compressor, interruption))
      // After a failure nobody must wait for room.
      queue.close()
    }
  }

  deinit {
    queue.close()
    worker.wait()
  }

  /// Adds content to the frame that is open, opening one if none is.
  ///
  /// - Throws: the `ArchiveError` that ended the writing.
  func write(_ bytes: [UInt8]) throws {
    if !queue.put(.content(bytes)) { _ = try finish() }
  }

  /// Sets how far back the frames from here on look; none is open.
  ///
  /// - Throws: the `ArchiveError` that ended the writing.
  func use(_ window: FrameWindow) throws {
    if !queue.put(.window(window)) { _ = try finish() }
  }

  /// Ends the frame.
  ///
  /// - Throws: the `ArchiveError` that ended the writing.
  func endFrame() throws {
    if !queue.put(.endOfFrame) { _ = try finish() }
  }

  /// Waits until all frames are written, and returns them in order.
  ///
  /// - Throws: `ArchiveError`; `Interrupted` when work is to stop.
  func finish() throws -> [Frame] {
    queue.close()
    worker.wait()
    try interruption.check()
    let frames = try outcome.take()?.get() ?? []
    return zip(frames, hashes.finish()).map { frame, sha256 in
      var frame = frame
      frame.sha256 = sha256
      return frame
    }
  }

  private static func compress(
    _ queue: BoundedQueue<Step>, _ compressor: FrameCompressor, _ interruption: Interruption
  ) -> Result<[Frame], ArchiveError> {
    var frames: [Frame] = []
    do throws(ArchiveError) {
      // When work is to stop, what waits is not compressed any more.
      while !interruption.isRequested, let step = queue.take() {
        switch step {
        case .content(let bytes): try compressor.write(bytes)
        case .endOfFrame: frames.append(try compressor.endFrame())
        case .window(let window): try compressor.use(window)
        }
      }
      return .success(frames)
    } catch {
      return .failure(error)
    }
  }
}
