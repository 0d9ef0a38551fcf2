/// Databases shaped like those that opencode leaves on real disks, for tests, examples and measurements.
///
/// The same options make the same rows, on every machine.
public enum SampleDatabase {
  /// Makes a database and, where asked, the files that opencode keeps beside it.
  ///
  /// The file is left as opencode leaves it: WAL mode, 4096 byte pages, `auto_vacuum` NONE, checkpointed.
  ///
  /// - Parameter path: the file to make; nothing may stand there.
  /// - Throws: `PathIsTaken`, `SQLiteError` or `FileError`. An unfinished database is removed.
  public static func make(at path: String, options: Options) throws -> Summary {
    guard !FileSystem.exists(path) else { throw PathIsTaken(path: path) }
    do {
      let summary = try Builder(path: path, options: options).build()
      // The connection is closed; by its own choice it left the emptied log behind.
      FileSystem.removeEmptyLog(of: path)
      return summary
    } catch {
      FileSystem.removeDatabase(at: path)
      throw error
    }
  }

  /// Something stands where the database was to be made; it was left as it is.
  public struct PathIsTaken: Error, Hashable, CustomStringConvertible {
    /// The path that is taken.
    public let path: String

    /// What happened and what to do.
    public var description: String {
      "\(path) exists and was left as it is: give a path where nothing stands, or remove it first"
    }
  }
}
