// `environ` is a mutable global of the C library; nothing here or elsewhere in retentiond sets a variable.
@unsafe @preconcurrency internal import Glibc

/// The one place that looks at the process.
extension ConfigurationEnvironment {
  /// What this process was given.
  public static var current: ConfigurationEnvironment {
    var variables: [String: String] = [:]
    var next = unsafe environ
    while let entry = unsafe next.pointee {
      let text = unsafe String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      unsafe next = unsafe next.successor()
    }
    return ConfigurationEnvironment(variables: variables, accountHome: homeInUserDatabase())
  }

  /// `getpwuid_r` and not `getpwuid`, whose result another thread may overwrite.
  private static func homeInUserDatabase() -> String? {
    var entry = unsafe passwd()
    var result: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    let code = unsafe getpwuid_r(getuid(), &entry, &buffer, buffer.count, &result)
    guard code == 0, unsafe result != nil, let directory = unsafe entry.pw_dir else { return nil }
    return unsafe String(cString: directory)
  }
}
