import LocatedYAML
import RedriveEngine

extension CommandContext {
    /// The directory with what the runs of this user on this machine share.
    ///
    /// - Parameter isMade: whether the directory is made if it does not exist.
    /// - Throws: why it cannot be used.
    func stateDirectory(isMade: Bool = true) throws(FileError) -> StateDirectory {
        try StateDirectory(
            environment: environment.variables,
            machine: environment.machine,
            fileSystem: environment.fileSystem,
            isMade: isMade
        )
    }

    /// Makes the simulated workspace of a scenario.
    ///
    /// - Throws: with exit status 65 if the scenario is not valid, 74 if it cannot be read.
    func simulation(_ scenario: String) throws(ToolError) -> Simulation {
        let (simulation, found) = environment.openSimulation(try source(scenario, as: .scenario))
        let diagnostics = Diagnostics(found)
        guard let simulation else {
            throw .invalid(diagnostics, "'\(scenario)' is not a valid scenario", page: .scenario)
        }
        console.diagnostics(diagnostics)
        return simulation
    }
}
