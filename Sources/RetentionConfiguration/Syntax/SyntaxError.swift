/// A place where a text is not JSON with comments.
struct SyntaxError: Error, Hashable {
  /// Where it stands in the file.
  let position: SourcePosition
  /// What is wrong and what to write instead.
  let message: String
}
