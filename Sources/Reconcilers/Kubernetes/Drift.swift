import Promotion

/// What a dry run of an apply would change: by paths, never by values, as any of them may be a secret.
enum Drift {
    /// The paths in which the object that is there and what an apply would make of it differ, at most `limit` of them.
    ///
    /// What the server itself keeps is left out, and `spec.replicas`, which an autoscaler writes.
    static func paths(_ there: Unstructured, _ applied: Unstructured, limit: Int = 10) -> [String] {
        var paths: [String] = []
        compare(declared(there), declared(applied), "", &paths, limit)
        return paths
    }

    private static func declared(_ object: Unstructured) -> Unstructured {
        var object = object
        object["status"] = nil
        for key in ["managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink"] {
            object["metadata"]?[key] = nil
        }
        object["spec"]?["replicas"] = nil
        return object
    }

    private static func compare(
        _ left: Unstructured?, _ right: Unstructured?, _ path: String, _ paths: inout [String], _ limit: Int
    ) {
        guard left != right, paths.count < limit else { return }
        if let left = left?.object, let right = right?.object {
            for key in Set(left.keys).union(right.keys).sorted() {
                compare(left[key], right[key], path.isEmpty ? key : "\(path).\(key)", &paths, limit)
            }
        } else if let left = left?.array, let right = right?.array, left.count == right.count {
            for index in left.indices { compare(left[index], right[index], "\(path)[\(index)]", &paths, limit) }
        } else {
            paths.append(path.oneLine(limit: 200))
        }
    }
}
