internal import OpencodeStore

/// Reads one zstd frame: its content in pieces, then what is known at its end. A long frame is decompressed in a
/// thread of its own, so that its content is parsed and hashed meanwhile.
final class FrameReader {
  private enum Step: Sendable {
    case piece([UInt8])
    case end(FrameDecompressor.End)
    case failure(ArchiveError)
  }

  private let decompressor: FrameDecompressor
  /// The pieces that wait, and who makes them; nil until the frame turns out to be long.
  private var ahead: (queue: BoundedQueue<Step>, worker: Worker)?
  private var pieces = 0
  private let interruption = Interruption.current
  /// What is known of the frame, once its last piece was read.
  private(set) var end: FrameDecompressor.End?

  /// How many pieces are read before a thread is worth it, and how many may then wait.
  private static let shortFrame = 2
  private static let waiting = 6

  /// A reader of the frame at an offset.
  ///
  /// - Parameter mostPlain: the bytes of content that it may have; nil: any number.
  /// - Throws: `ArchiveError`.
  init(file: FileHandle, offset: Int64, mostPlain: Int64? = nil) throws {
    decompressor = try FrameDecompressor(file: file, offset: offset, mostPlain: mostPlain)
  }

  deinit {
    ahead?.queue.close()
    ahead?.worker.wait()
  }

  /// The next piece of content; nil at the frame's end.
  ///
  /// - Throws: `ArchiveError`; `damaged` when the frame's checksum is wrong; `Interrupted` when work is to stop.
  func next() throws -> [UInt8]? {
    try interruption.check()
    guard end == nil else { return nil }
    pieces += 1
    if pieces == Self.shortFrame { ahead = try startAhead() }
    guard let ahead else {
      if let piece = try decompressor.next() { return piece }
      end = decompressor.finish()
      return nil
    }
    switch ahead.queue.take() {
    case .piece(let piece): return piece
    case .failure(let error): throw error
    case .end(let end): self.end = end
    case nil: break
    }
    return nil
  }

  /// An error that names this frame.
  func damage(_ why: String) -> ArchiveError { decompressor.damage(why) }

  private func startAhead() throws -> (queue: BoundedQueue<Step>, worker: Worker) {
    let queue = BoundedQueue<Step>(capacity: Self.waiting)
    let worker = try Worker { [decompressor] in
      do throws(ArchiveError) {
        while let piece = try decompressor.next() {
          // Nobody wants the rest.
          guard queue.put(.piece(piece)) else { return }
        }
        queue.put(.end(decompressor.finish()))
      } catch {
        queue.put(.failure(error))
      }
    }
    return (queue, worker)
  }
}
