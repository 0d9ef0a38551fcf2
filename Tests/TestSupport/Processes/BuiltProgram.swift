internal import Glibc

/// The programs that this package builds: they lie beside the tests' own.
public enum BuiltProgram {
  /// The path of a product.
  ///
  /// - Throws: `File.Failure`.
  public static func path(_ product: String) throws -> String {
    let link = "/proc/self/exe"
    guard let path = realpath(link, nil) else { throw File.Failure(link) }
    defer { free(path) }
    let beside = String(cString: path).split(separator: "/").dropLast().joined(separator: "/")
    return "/\(beside)/\(product)"
  }
}
