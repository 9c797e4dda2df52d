import Testing

@testable import GitRepositories

@Suite("Which packs are put together")
struct PackMaintenanceTests {
    @Test(
        "Small ones, up to the first that is twice as large as all before it",
        arguments: [
            ([], 0), ([1], 1), ([1, 1, 1], 3), ([1, 2, 4, 8], 4), ([1, 1, 5], 2), ([1, 1, 4], 3),
            ([10, 10, 10, 100], 3),
            ([5, 100, 200], 2), ([1, 1, 100 << 20], 2), ([100 << 20, 100 << 20], 0),
        ] as [([UInt64], Int)])
    func chosen(sizes: [UInt64], count: Int) {
        #expect(PackMaintenance.choose(sizes) == 0..<count)
    }
}
