internal import Glibc

/// Follows a path from the root on, link by link, as far as it leads to something that is there.
/// https://man7.org/linux/man-pages/man7/path_resolution.7.html
public struct PathResolution {
  /// Where it leads, without links: to what the path names, or to the last folder on the way to it that is there.
  public private(set) var path = "/"
  /// The name of what is to be made in that folder for the way to go on; nil when the path leads to something.
  public private(set) var next: String?
  /// The links on the way, by the paths at which they stand.
  public private(set) var links: [String] = []

  /// As many links may stand on the way to a file.
  private static let mostLinks = 40

  /// Follows a path, which begins at the root.
  public init(_ whole: String) {
    var rest = Self.parts(of: whole)
    while let part = rest.popFirst() {
      if part == ".." {
        path = Folder.holding(path)
        continue
      }
      let place = (path == "/" ? "" : path) + "/" + part
      if links.count < Self.mostLinks, let target = Self.target(of: place) {
        links.append(place)
        if target.hasPrefix("/") { path = "/" }
        rest = Self.parts(of: target) + rest
      } else if access(place, F_OK) == 0 {
        path = place
      } else {
        next = part
        return
      }
    }
  }

  /// The folders above where it leads, up to the root.
  public var above: [String] {
    var folders: [String] = []
    var place = path
    while place != "/" {
      place = Folder.holding(place)
      folders.append(place)
    }
    return folders
  }

  private static func parts(of path: String) -> ArraySlice<String> {
    path.split(separator: "/").map(String.init).filter { $0 != "." }[...]
  }

  /// Where a link leads; nil when it is none.
  private static func target(of link: String) -> String? {
    let bytes = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink(link, $0, buffer.count)) } ?? 0
    }
    return bytes.isEmpty ? nil : String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
