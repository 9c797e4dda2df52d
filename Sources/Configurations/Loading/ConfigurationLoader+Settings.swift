import Foundation

extension ConfigurationLoader {
    /// What sluice.yaml in a directory says, whatever the other files hold; nil where it is missing or wrong.
    ///
    /// For clients that look for the daemon's address: nothing is checked against the other files.
    package static func settings(directory: String) -> Settings? {
        let directory = URL(fileURLWithPath: directory).standardizedFileURL.path
        let file = FileListing.File(kind: .settings, path: "sluice.yaml", name: "sluice")
        let decoding = Decoding(file: file.path, directory: directory, patterns: PatternCache())
        let drafted = Drafted(settingsFile, file, decoding)
        return drafted.isWhole ? drafted.draft?.settings : nil
    }
}
