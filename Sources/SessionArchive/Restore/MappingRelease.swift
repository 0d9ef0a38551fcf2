internal import Glibc
internal import OpencodeStore
internal import RetentionPolicy
internal import Synchronization

/// Gives the pages of a mapped file back to the system, again and again, while somebody reads through it once. Whoever
/// touches a page again gets it from the file. https://man7.org/linux/man-pages/man2/madvise.2.html, MADV_DONTNEED
final class MappingRelease {
  private final class State: Sendable {
    let isEnded = Atomic(false)
  }

  private let state = State()
  private let worker: Worker

  /// How often: a reader that copies comes some ten megabytes far in this time.
  private static let interval = Milliseconds(5)

  /// Begins to give pages back.
  ///
  /// - Throws: `ReclaimError.system` when the system has no thread to give.
  init(of bytes: UnsafeRawBufferPointer) throws {
    let start = UInt(bitPattern: bytes.baseAddress)
    let count = bytes.count
    worker = try Worker { [state] in
      while !state.isEnded.load(ordering: .relaxed) {
        madvise(UnsafeMutableRawPointer(bitPattern: start), count, MADV_DONTNEED)
        Pause.sleeping(Self.interval)
      }
    }
  }

  /// Stops; the mapping may go then.
  func end() {
    state.isEnded.store(true, ordering: .relaxed)
    worker.wait()
  }
}
