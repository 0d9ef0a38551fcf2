/// Told what a `MemberWalker` comes by.
protocol MemberVisitor {
  /// A member's value begins. Of a member within one whose value is handed over nothing is said here.
  ///
  /// - Parameters:
  ///   - path: its key, after those of the objects around it.
  ///   - rawKey: its key as it stands in the text, quotation marks included.
  /// - Returns: whether its value is to be handed over, byte for byte.
  mutating func begin(_ path: [String], rawKey: [UInt8]) throws -> Bool

  /// The next bytes of a value that is to be handed over.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws

  /// A value that was to be handed over ends.
  mutating func end() throws

  /// A string, a number or a literal was read; of one longer than `MemberWalker.longestScalar` the beginning.
  ///
  /// - Parameter text: as it stands in the text.
  mutating func scalar(_ path: [String], _ text: [UInt8]) throws

  /// Whether nothing more needs to be read.
  var hasEnough: Bool { get }
}
