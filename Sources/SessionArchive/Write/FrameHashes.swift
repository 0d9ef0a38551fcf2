internal import OpencodeStore

/// Computes the SHA-256 of one frame after another in a thread of its own: where the processor has no
/// instructions for it, it would take a fifth of the compressing thread's time.
///
/// Sendable: one thread at a time adds, and another asks for the digests when that one has ended.
final class FrameHashes: @unchecked Sendable {
  private enum Step: Sendable {
    case bytes([UInt8])
    case endOfFrame
  }

  private let queue = BoundedQueue<Step>(capacity: 16)
  private let outcome = BoundedQueue<[[UInt8]]>(capacity: 1)
  private let worker: Worker

  /// Starts the thread.
  ///
  /// - Throws: `ReclaimError.system` when there is none to be had.
  init() throws {
    worker = try Worker { [queue, outcome] in outcome.put(Self.digests(queue)) }
  }

  deinit {
    queue.close()
    worker.wait()
  }

  /// Adds compressed bytes to the frame that is open.
  func add(_ bytes: UnsafeRawBufferPointer) {
    queue.put(.bytes(Array(bytes)))
  }

  /// Ends the frame.
  func endFrame() {
    queue.put(.endOfFrame)
  }

  /// Waits until all is hashed, and returns the digests of the frames, in order.
  func finish() -> [[UInt8]] {
    queue.close()
    worker.wait()
    return outcome.take() ?? []
  }

  private static func digests(_ queue: BoundedQueue<Step>) -> [[UInt8]] {
    var hash = SHA256()
    var digests: [[UInt8]] = []
    while let step = queue.take() {
      switch step {
      case .bytes(let bytes): bytes.withUnsafeBytes { hash.update($0) }
      case .endOfFrame: digests.append(hash.finish())
      }
    }
    return digests
  }
}
