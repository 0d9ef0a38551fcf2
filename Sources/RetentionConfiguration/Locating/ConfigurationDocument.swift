/// One source, read and parsed.
struct ConfigurationDocument {
  /// The tree; nil when there is none to look at: no file, an empty one, or one with a syntax error.
  let root: SyntaxNode?
  /// What went wrong on the way.
  let diagnostics: [Diagnostic]
  /// The files that stand in placeholders.
  let references: Set<String>
  /// The lines of placeholders that could not be replaced. What else seems wrong there only follows from
  /// that.
  let brokenLines: Set<Int>

  /// Reads, replaces placeholders, parses.
  init(_ source: ConfigurationSource, environment: ConfigurationEnvironment) {
    var root: SyntaxNode?
    var diagnostics: [Diagnostic] = []
    var substitution = Substitution(directory: source.directory, environment: environment)
    do {
      let bytes = try Self.bytes(of: source, into: &diagnostics)
      // opencode takes an empty file for an empty object.
      if let bytes, !bytes.isEmpty {
        let text = try SourceText(validating: bytes)
        let substituted = substitution.apply(to: text)
        root = try SyntaxParser.parse(substituted, of: text)
      }
    } catch {
      // A missing piece of text breaks the syntax: then the placeholders below are the fault.
      if substitution.failures.isEmpty {
        diagnostics.append(
          Diagnostic(.error, .syntax, file: source.name, position: error.position, message: error.message))
      }
    }
    diagnostics += substitution.failures.map {
      Diagnostic(.error, .placeholder, file: source.name, position: $0.position, message: $0.message)
    }
    self.root = root
    references = substitution.files
    self.diagnostics = diagnostics
    brokenLines = Set(substitution.failures.map(\.position.line))
  }

  /// The bytes of the source; nil when there are none.
  private static func bytes(
    of source: ConfigurationSource, into diagnostics: inout [Diagnostic]
  ) throws(SyntaxError) -> [UInt8]? {
    switch source.location {
    case .text(let text): return Array(text.utf8)
    case .file(let absence):
      do {
        return try FileReader.read(source.name)
      } catch .missing {
        if let missing = Self.missing(source.name, absence) { diagnostics.append(missing) }
      } catch {
        let advice = "retentiond must be able to read it, or it must not be there."
        diagnostics.append(
          Diagnostic(
            .error, .unreadableFile, file: source.name, message: "This \(error.sentence). \(advice)"))
      }
      return nil
    }
  }

  private static func missing(_ file: String, _ absence: ConfigurationSource.Absence) -> Diagnostic? {
    switch absence {
    case .fine: nil
    case .warning(let variable):
      Diagnostic(
        .warning, .missingFile, file: file,
        message: "There is no such file, although \(variable) names it. Correct the variable or unset it.")
    case .error:
      Diagnostic(
        .error, .missingFile, file: file,
        message: "There is no such file, although --config names it. Correct the path.")
    }
  }
}
