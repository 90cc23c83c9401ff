/// The parts of a step's conduct by their own names, for code that has not been moved to `conduct` yet.
extension PlannedStep {
    /// See `StepConduct.verifyWithin`.
    package var verifyWithin: Duration? {
        get { conduct.verifyWithin }
        set { conduct.verifyWithin = newValue }
    }

    /// See `StepConduct.guards`.
    package var guards: Guards {
        get { conduct.guards }
        set { conduct.guards = newValue }
    }

    /// See `StepConduct.pace`.
    package var pace: Rate? {
        get { conduct.pace }
        set { conduct.pace = newValue }
    }

    /// See `StepConduct.onFailure`.
    package var onFailure: StepConduct.OnFailure {
        get { conduct.onFailure }
        set { conduct.onFailure = newValue }
    }
}
