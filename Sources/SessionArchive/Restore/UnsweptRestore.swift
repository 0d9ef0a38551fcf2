/// A restore failed, and so did taking out again what it had put in. The tree is not to be seen; the next pass over
/// the database removes its rows.
public struct UnsweptRestore: Error {
  /// Why the restore failed.
  public let cause: any Error
  /// Why its rows could not be taken out.
  public let sweep: any Error
  /// The database.
  public let path: String
}
