import Promotion

/// Roles are given to people who exist, in environments that exist.
func checkPeople(_ drafts: Drafts, _ findings: inout Findings) {
    guard let settings = drafts.settings, let draft = settings.draft, settings.isWhole else { return }
    let people = People(draft.settings)
    for role in draft.roles {
        people.check(role.who, &findings)
        for environment in role.environments ?? [] where drafts.environments[environment.value] == nil {
            findings.refuse(
                at: environment.location,
                "there is no environment \(quoted(environment.value)): no file environments/\(environment.value).yaml"
                    + didYouMean(environment.value, among: drafts.environments.keys))
        }
    }
    var owners: [String: String] = [:]
    for user in draft.users {
        for email in user.value.emails {
            let (name, address) = (user.key.value, email.value.lowercased())
            if let other = owners[address], other != name {
                findings.refuse(at: email.location, "\(quoted(email.value)) is an address of \(quoted(other)) already")
            }
            owners[address] = name
        }
    }
    for user in draft.users
    where !draft.roles.contains(where: { people.members(of: $0.who.value).contains(user.key.value) }) {
        findings.warn(at: user.key.location, "the user has no role, and may do nothing; give one under `roles`")
    }
}

/// The users, and the groups that they make.
struct People {
    private let users: Set<String>
    private let groups: [String: Set<String>]

    init(_ settings: Settings) {
        users = Set(settings.users.keys)
        var groups: [String: Set<String>] = [:]
        for user in settings.users.values {
            for group in user.groups { groups[group, default: []].insert(user.name) }
        }
        self.groups = groups
    }

    func members(of principal: Principal) -> Set<String> {
        switch principal {
        case .user(let name): users.contains(name) ? [name] : []
        case .group(let name): groups[name] ?? []
        }
    }

    /// Reports a name that nobody has.
    func check(_ principal: Located<Principal>, _ findings: inout Findings) {
        guard members(of: principal.value).isEmpty else { return }
        switch principal.value {
        case .user(let name):
            findings.refuse(
                at: principal.location,
                "there is no user \(quoted(name)) under `users` in sluice.yaml"
                    + (groups[name] == nil ? didYouMean(name, among: users) : "; did you mean 'group:\(name)'?"))
        case .group(let name):
            findings.refuse(
                at: principal.location,
                "no user in sluice.yaml is in a group \(quoted(name))" + didYouMean(name, among: groups.keys))
        }
    }
}
