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
      try folder.write(text, to: name)
    }
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

/// A generator whose sequence a seed decides: https://prng.di.unimi.it/splitmix64.c
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
