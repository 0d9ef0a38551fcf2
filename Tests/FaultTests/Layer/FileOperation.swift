internal import Glibc

/// One operation that a process did on a watched file, as the library's journal has it.
struct FileOperation: Hashable {
  /// What it did.
  enum Kind: String {
    case create, mkdir, rename, remove, write, truncate, sync, syncfolder, mode, read, open, fault
  }

  let kind: Kind
  let inode: ino_t
  let offset: Int
  let path: String
  /// Where a `rename` led; of a `fault` the operation that met it.
  let otherPath: String
  /// What was written.
  let bytes: ArraySlice<UInt8>

  /// Whether it is one of those that `changes` counts.
  var isChange: Bool { ![.read, .open, .fault].contains(kind) }
}

extension [FileOperation] {
  /// Reads a journal; its form is described in `FileFaults.h`.
  ///
  /// - Throws: `Damage`.
  init(journal: [UInt8]) throws {
    self = []
    var rest = journal[...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest.dropFirst(line.count + 1)
      let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 4)
      let paths = words.last?.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) ?? []
      guard words.count == 5, paths.count == 2, let kind = FileOperation.Kind(rawValue: String(words[0])),
        let inode = ino_t(words[1]), let offset = Int(words[2]), let length = Int(words[3])
      else { throw Damage(line: String(decoding: line, as: UTF8.self)) }
      let bytes = kind == .write ? rest.prefix(length) : []
      if kind == .write { rest = rest.dropFirst(length + 1) }
      append(
        FileOperation(
          kind: kind, inode: inode, offset: offset, path: paths[0], otherPath: paths[1], bytes: bytes))
    }
  }

  /// A line that is none of a journal's.
  struct Damage: Error { let line: String }
}
