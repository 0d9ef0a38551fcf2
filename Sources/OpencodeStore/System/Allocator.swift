internal import CLinux

/// How the C library deals with memory that was freed.
public enum Allocator {
  /// Has large pieces of memory go back to the system as soon as nobody uses them, and all threads share one heap. By
  /// itself the allocator soon keeps pieces of a few megabytes, in a heap for each thread, where neither other threads
  /// nor `malloc_trim` reach them. To be called before there is a second thread.
  /// https://man7.org/linux/man-pages/man3/mallopt.3.html (`M_MMAP_THRESHOLD`, `M_ARENA_MAX`)
  public static func keepLittle() {
    mallopt(M_MMAP_THRESHOLD, 256 * 1_024)
    mallopt(M_ARENA_MAX, 1)
  }

  /// Gives back to the system what was freed, also in between of what is used: to be called where much was used for the
  /// last time. https://man7.org/linux/man-pages/man3/malloc_trim.3.html
  public static func giveBack() { malloc_trim(0) }
}
