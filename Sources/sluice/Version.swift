/// The version of this build; what CHANGELOG.md calls it.
let version = "0.1.0"
