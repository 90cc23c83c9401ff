import LocatedYAML
import RedriveTestSupport

extension JSON {
    /// A YAML tree by YAML's core schema, as an editor sees it.
    init(_ node: Node) {
        switch node.kind {
        case .sequence(let nodes): self = .list(nodes.map { JSON($0) })
        case .mapping(let entries):
            self = .object(Dictionary(entries.map { ($0.name, JSON($0.value)) }) { first, _ in first })
        case .scalar(let scalar) where scalar.isNull: self = .null
        case .scalar(let scalar) where scalar.style != .plain: self = .text(scalar.text)
        case .scalar(let scalar):
            switch scalar.text {
            case "true", "True", "TRUE": self = .boolean(true)
            case "false", "False", "FALSE": self = .boolean(false)
            default: self = Double(scalar.text).map(JSON.number) ?? .text(scalar.text)
            }
        }
    }
}
