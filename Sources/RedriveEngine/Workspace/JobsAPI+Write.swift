package import RedriveCore
package import Transport
package import WorkatoJobs

extension JobsAPI {
    /// The request of a write, without its authorization.
    package func request(for write: Write) -> HTTPRequest {
        switch write {
        case .repeatJobs(let recipe, let masters): repeatJobs(recipe, masters)
        }
    }
}
