/// A key of a section with its value, on the way to being understood.
struct Setting {
  /// The key with the keys around it.
  let path: String
  /// What it holds, and where.
  let node: SyntaxNode
}
