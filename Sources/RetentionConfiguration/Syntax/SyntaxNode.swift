/// A JSON value and where it begins.
struct SyntaxNode: Hashable, Sendable {
  /// What was written.
  let value: SyntaxValue
  /// The place of its first character.
  let position: SourcePosition
}

/// A key of an object, with its value.
struct SyntaxMember: Hashable, Sendable {
  /// The key, its escapes resolved.
  let key: String
  /// The place of the key's opening quote.
  let keyPosition: SourcePosition
  /// What the key holds.
  let node: SyntaxNode
}

/// What a JSON text says.
enum SyntaxValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(NumberLiteral)
  case string(String)
  case array([SyntaxNode])
  /// The members as written: in order, and a key that stands twice stands here twice.
  case object([SyntaxMember])

  /// The value in a few words, for a message: `"200"`, `12.5`, `an array`.
  var excerpt: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let literal): literal.text.count > 40 ? "\(literal.text.prefix(40))…" : literal.text
    case .string(let text): JSONText.excerpt(text)
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// The value as JSON on one line.
  var json: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let literal): literal.text
    case .string(let text): "\"\(JSONText.escaped(text))\""
    case .array(let nodes): "[" + nodes.map(\.value.json).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\"\(JSONText.escaped($0.key))\": \($0.node.value.json)" }.joined(separator: ", ")
        + "}"
    }
  }
}
