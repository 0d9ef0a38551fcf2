import TestSupport

@testable import RetentionConfiguration

/// The tree of a text without placeholders.
func parse(_ bytes: [UInt8]) throws(SyntaxError) -> SyntaxNode {
  let source = try SourceText(validating: bytes)
  return try SyntaxParser.parse(SubstitutedText(source), of: source)
}

/// The tree of a text without placeholders.
func parse(_ text: String) throws(SyntaxError) -> SyntaxNode {
  try parse(Array(text.utf8))
}

/// A home folder with configuration files in it, and the environment that points there.
struct Home {
  let folder: TemporaryFolder
  var environment: ConfigurationEnvironment

  /// A home with these files. `$HOME` in a variable's value stands for the folder's path, and `/etc` is
  /// looked for in the folder as well.
  init(_ files: [String: String] = [:], variables: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    environment = ConfigurationEnvironment(variables: ["HOME": folder.path], systemRoot: folder.path)
    for (name, value) in variables {
      environment.variables[name] = value.replacing("$HOME", with: folder.path)
    }
    for (name, text) in files {
      try write(Array(text.utf8), to: name)
    }
  }

  /// Writes a file, and makes the folders it stands in.
  func write(_ bytes: [UInt8], to name: String) throws {
    let path = folder.file(name)
    try File.makeFolder(path.split(separator: "/").dropLast().joined(separator: "/"))
    try File.write(bytes, to: path)
  }

  func load(_ explicitFile: String? = nil) throws -> Configuration {
    try Configuration.load(from: environment, explicitFile: explicitFile.map { "\(folder.path)/\($0)" })
  }

  /// What loading says, one line a finding, with `$HOME` for the folder's path. A configuration that is
  /// accepted says its warnings.
  func findings(_ explicitFile: String? = nil) throws -> String {
    let diagnostics: [Diagnostic]
    do {
      diagnostics = try load(explicitFile).warnings
    } catch let error as ConfigurationError {
      diagnostics = error.diagnostics
    }
    let lines = diagnostics.map(\.description).joined(separator: "\n")
    return lines.replacing(folder.path, with: "$HOME")
  }
}
