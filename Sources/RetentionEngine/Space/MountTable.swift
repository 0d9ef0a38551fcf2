/// The file systems that this process sees, as `/proc/self/mountinfo` lists them.
/// https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
struct MountTable {
  /// One that is mounted.
  struct Mount: Hashable {
    /// Where.
    let folder: String
    /// What kind it is, such as `ext4`.
    let type: String

    /// Whether a path lies below the mount point.
    func holds(_ path: String) -> Bool {
      folder == "/" || path == folder || path.hasPrefix(folder + "/")
    }
  }

  /// Those that are mounted, each after the one that it lies in; of two in one place the last is seen.
  let mounts: [Mount]

  /// Reads the list; a line that is not understood is left out.
  init(text: String) {
    mounts = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      // Six words, then as many optional fields as there are, a hyphen, the type.
      guard words.count > 6, let hyphen = words[6...].firstIndex(of: "-"), hyphen + 1 < words.count else {
        return nil
      }
      return Mount(folder: Self.unescaped(words[4]), type: String(words[hyphen + 1]))
    }.sorted { $0.folder.utf8.count < $1.folder.utf8.count }
  }

  /// Blanks, line breaks and backslashes stand as three octal digits after a backslash.
  private static func unescaped(_ word: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(word.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
