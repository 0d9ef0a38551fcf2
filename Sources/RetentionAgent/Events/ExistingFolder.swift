internal import Glibc
internal import OpencodeStore

/// A folder that is there: the one that is wanted, or the next one on the way to it.
struct ExistingFolder {
  /// Where it is.
  let path: String
  /// The name of what is to be made in it for the way to go on; nil when it is the wanted one.
  let next: String?

  /// As many links may stand on the way to a file. https://man7.org/linux/man-pages/man7/path_resolution.7.html
  private static let mostLinks = 40

  /// Looks for it. Where a link leads to what is not there, what is wanted is made at the link's other end.
  init(onTheWayTo folder: String) {
    var (place, next) = (folder, String?.none)
    var links = 0
    while access(place, F_OK) != 0, place != "/" {
      let above = Folder.holding(place)
      if links < Self.mostLinks, let target = Self.target(of: place) {
        links += 1
        place = target.hasPrefix("/") ? target : above + "/" + target
      } else {
        next = String(place.dropFirst(above.count).drop { $0 == "/" })
        place = above
      }
    }
    (path, self.next) = (place, next)
  }

  /// The folders above it, up to the root.
  var above: [String] {
    var folders: [String] = []
    var place = path
    while place != "/", place.hasPrefix("/") {
      place = Folder.holding(place)
      folders.append(place)
    }
    return folders
  }

  /// Where a link leads; nil when it is none.
  private static func target(of link: String) -> String? {
    let bytes = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink(link, $0, buffer.count)) } ?? 0
    }
    return bytes.isEmpty ? nil : String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
