internal import Glibc
internal import RetentionPolicy

/// Hands elements from one thread to another, a few at a time: who is ahead waits.
///
/// Dispatch's global queues would do too, at the price of a wake-up a second for ever after.
public final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var elements: [Element] = []
  private var isClosed = false
  private let capacity: Int

  /// A queue that holds up to `capacity` elements.
  public init(capacity: Int) {
    self.capacity = capacity
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Adds an element, waiting for room; false when the queue was closed, and the element is dropped.
  @discardableResult
  public func put(_ element: Element) -> Bool {
    locked {
      while elements.count == capacity, !isClosed { pthread_cond_wait(changed, mutex) }
      if isClosed { return false }
      elements.append(element)
      return true
    }
  }

  /// Takes the next element, waiting for one; nil when the queue was closed and is empty.
  public func take() -> Element? {
    locked {
      while elements.isEmpty, !isClosed { pthread_cond_wait(changed, mutex) }
      return elements.isEmpty ? nil : elements.removeFirst()
    }
  }

  /// Takes the next element if there is one, without waiting.
  public func takeIfAny() -> Element? {
    locked { elements.isEmpty ? nil : elements.removeFirst() }
  }

  /// Whether the queue was closed and all was taken.
  public var isAtEnd: Bool {
    locked { isClosed && elements.isEmpty }
  }

  /// Ends the queue: nothing more is added, and what is in it can still be taken.
  public func close() {
    locked { isClosed = true }
  }

  /// Waits until the queue is closed, but no longer than so; whether it is.
  func isClosed(within time: Milliseconds) -> Bool {
    var moment = timespec()
    clock_gettime(CLOCK_REALTIME, &moment)
    let nanoseconds = moment.tv_nsec + Int(time.count % 1_000) * 1_000_000
    moment.tv_sec += Int(time.count / 1_000) + nanoseconds / 1_000_000_000
    moment.tv_nsec = nanoseconds % 1_000_000_000
    return locked {
      while !isClosed, pthread_cond_timedwait(changed, mutex, &moment) == 0 {}
      return isClosed
    }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(mutex)
    }
    return body()
  }
}
