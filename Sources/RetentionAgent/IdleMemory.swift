internal import Glibc
internal import OpencodeStore

/// What a process has in memory and does not need while it waits, possibly for a day.
enum IdleMemory {
  /// Gives it back to the system: what the allocator keeps for later, and the code that the work went through, which
  /// comes back from the file, page by page, when it is called again.
  ///
  /// Only regions of code are let go, as nothing was ever written to them: of others, that would take back what the
  /// linker wrote. What cannot be given back stays.
  /// https://man7.org/linux/man-pages/man2/madvise.2.html (`MADV_DONTNEED`)
  static func release() {
    Allocator.giveBack()
    for region in code() {
      madvise(UnsafeMutableRawPointer(bitPattern: region.lowerBound), region.count, MADV_DONTNEED)
    }
  }

  /// The addresses of what is mapped from files to be executed and not to be written.
  /// https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html
  private static func code() -> [Range<UInt>] {
    guard let file = fopen("/proc/self/maps", "re") else { return [] }
    defer { fclose(file) }
    var regions: [Range<UInt>] = []
    var line = [CChar](repeating: 0, count: Int(PATH_MAX) + 128)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if let region = region(text) { regions.append(region) }
    }
    return regions
  }

  /// From a line like `55d0c3a00000-55d0c4200000 r-xp 00121000 fe:00 1234 /usr/bin/retentiond`.
  static func region(_ line: String) -> Range<UInt>? {
    let words = line.split(separator: " ")
    guard words.count >= 6, words[1] == "r-xp", words[5].hasPrefix("/") else { return nil }
    let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
    guard ends.count == 2, ends[0] < ends[1] else { return nil }
    return ends[0]..<ends[1]
  }
}
