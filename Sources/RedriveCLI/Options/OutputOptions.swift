import ArgumentParser

/// How the result is shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON Lines instead of text.")
    var json = false

    @Flag(help: "Do not use color; the variable NO_COLOR does the same.")
    var noColor = false
}

/// What is shown on the way to the result.
struct ProgressOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Print nothing on standard error but warnings, errors and questions.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Print a line on standard error for each request: method, path, status, time.")
    var verbose = false
}

extension Console.Settings {
    /// The settings that the options ask for.
    init(_ output: OutputOptions, _ progress: ProgressOptions? = nil) {
        self.init(
            json: output.json,
            quiet: progress?.quiet ?? false,
            verbose: progress?.verbose ?? false,
            noColor: output.noColor
        )
    }
}
