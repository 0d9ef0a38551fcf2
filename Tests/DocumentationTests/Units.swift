import Glibc

/// The unit files of the package.
enum Units {
  /// The names of all of them.
  static func names() throws -> [String] {
    let path = Readme.path("Units")
    guard let folder = opendir(path) else { throw Readme.Unreadable(path: path, code: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".service") || name.hasSuffix(".timer") { names.append(name) }
    }
    return names
  }

  /// What a unit sets, line by line, from a setting on to the end of its section.
  static func settings(of name: String, from first: String) throws -> [Substring] {
    let lines = try Readme.read("Units/\(name)").split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { $0 != first }.prefix { !$0.isEmpty }.filter { !$0.hasPrefix("#") }
  }
}
