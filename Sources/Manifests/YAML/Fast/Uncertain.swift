/// The fast scan met something that it leaves to libyaml; no word on whether it is YAML.
struct Uncertain: Error {}
