extension String {
  /// The string as an SQL identifier: in double quotes, with those inside doubled.
  /// https://sqlite.org/lang_keywords.html
  public var quotedIdentifier: String {
    "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// The string as an SQL string literal.
  public var quotedLiteral: String {
    "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
