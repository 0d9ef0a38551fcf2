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
    // The entry points into the buffer, which must outlive it.
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
      var entry = unsafe passwd()
      var result: UnsafeMutablePointer<passwd>?
      guard let start = buffer.baseAddress else { return nil }
      let code = unsafe getpwuid_r(getuid(), &entry, start, buffer.count, &result)
      guard code == 0, unsafe result != nil, let directory = unsafe entry.pw_dir else { return nil }
      let home = unsafe String(cString: directory)
      return home.hasPrefix("/") ? home : nil
    }
  }
}
